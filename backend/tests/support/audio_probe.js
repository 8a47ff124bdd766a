// Records the voices that a page plays, from outside the page: whatever is connected to an AudioContext's destination
// is also led through a measuring worklet. `globalThis.audioProbe` is set before this script runs:
// { tonesHz, windowS, worklet }, the last a source text. A context that plays no stream (the ring, the waiting
// music) is left out: its silence would stand between the windows of the one with the voices. It collects `rows`: [wall clock ms, peak, amplitude per tone…].
(() => {
  const OFFSETS_KEPT = 50; // messages, one every 0.1 s
  const probe = Object.assign(globalThis.audioProbe, { rows: [] });
  const workletUrl = URL.createObjectURL(new Blob([probe.worklet], { type: "text/javascript" }));
  const { connect, disconnect } = AudioNode.prototype;
  const taps = new WeakMap();
  const withVoices = new WeakSet();

  const { createMediaStreamSource } = AudioContext.prototype;
  AudioContext.prototype.createMediaStreamSource = function (stream) {
    withVoices.add(this);
    return createMediaStreamSource.call(this, stream);
  };

  const isSpeaker = (target, node) =>
    target instanceof AudioDestinationNode && node.context instanceof AudioContext;

  function tapOf(context) {
    const known = taps.get(context);
    if (known) return known;
    const tap = context.createGain();
    taps.set(context, tap);
    context.audioWorklet.addModule(workletUrl).then(() => {
      const meter = new AudioWorkletNode(context, "audio-probe", {
        processorOptions: { tonesHz: probe.tonesHz, windowS: probe.windowS },
      });
      // The audio clock against the wall clock. A message that waited for a busy page shows too much, so
      // the least of the last ones counts; of the last, since a starved audio clock falls behind.
      const offsetsMs = [];
      meter.port.onmessage = ({ data }) => {
        offsetsMs.push((globalThis.RightDate ?? Date).now() - data.at(-1)[0] * 1000);
        if (offsetsMs.length > OFFSETS_KEPT) offsetsMs.shift();
        const clockOffsetMs = Math.min(...offsetsMs);
        if (!withVoices.has(context)) return;
        for (const [timeS, ...measured] of data) {
          probe.rows.push([clockOffsetMs + timeS * 1000, ...measured]);
        }
      };
      connect.call(tap, meter);
      connect.call(meter, context.destination); // silent; it makes the browser run the worklet
    });
    return tap;
  }

  AudioNode.prototype.connect = function (target, ...rest) {
    if (isSpeaker(target, this)) connect.call(this, tapOf(this.context));
    return connect.call(this, target, ...rest);
  };

  AudioNode.prototype.disconnect = function (target, ...rest) {
    if (isSpeaker(target, this)) disconnect.call(this, tapOf(this.context));
    return target === undefined
      ? disconnect.call(this)
      : disconnect.call(this, target, ...rest);
  };
})();
