import { audioOutput } from "./audio-output";

/**
 * Length of the switch from one room to another. Both rooms carry the same voices, so the two
 * gains add up to one (equal gain); 10 ms is short enough not to be heard as an echo.
 */
const CROSSFADE_S = 0.01;

/** Ramps are set this far ahead, so that the audio thread has not passed their start already. */
const LEAD_S = 0.02;

/** The window looked at to tell whether sound comes out of a track: 43 ms at 48 kHz. */
const WINDOW_SAMPLES = 2048;

/**
 * A track is let through once it sounds steadily: while a browser fills its buffers the first sound
 * comes in pieces. One that is silent (muted) is let through by then, so as to miss no first word.
 */
const STEADY_WITHIN_MS = 400;
const LOOK_EVERY_MS = 10;

interface Source {
  node: MediaStreamAudioSourceNode;
  analyser: AnalyserNode;
  gate: GainNode;
  /** Looks whether the gate may open; null once it has. */
  looking: ReturnType<typeof setInterval> | null;
  element: HTMLAudioElement;
}

/** The sound of one room: every remote track, behind one gain. Silent until played. */
export class Channel {
  private readonly sources = new Map<string, Source>();
  private readonly gain: GainNode;
  private readonly window = new Float32Array(WINDOW_SAMPLES);

  constructor(
    private readonly context: AudioContext,
    master: AudioNode,
  ) {
    this.gain = new GainNode(context, { gain: 0 });
    this.gain.connect(master);
  }

  add(trackId: string, track: MediaStreamTrack): void {
    this.remove(trackId);
    const stream = new MediaStream([track]);
    // Chromium decodes a remote track for Web Audio only while a media element plays it too.
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    void element.play().catch(() => undefined); // rejected when removed before it began
    const node = this.context.createMediaStreamSource(stream);
    const analyser = new AnalyserNode(this.context, { fftSize: WINDOW_SAMPLES });
    const gate = new GainNode(this.context, { gain: 0 });
    node.connect(analyser);
    node.connect(gate).connect(this.gain);
    const source: Source = { node, analyser, gate, looking: null, element };
    this.sources.set(trackId, source);
    const latest = performance.now() + STEADY_WITHIN_MS;
    source.looking = setInterval(() => {
      if (!this.sounds(trackId) && performance.now() >= latest) this.letThrough(source);
    }, LOOK_EVERY_MS);
  }

  /**
   * Whether the track's samples come out here without a break. Between being decoded and this, a
   * new track takes up to 100 ms to fill the browser's buffers. Perfect silence counts as nothing.
   */
  sounds(trackId: string): boolean {
    const source = this.sources.get(trackId);
    if (!source) return false;
    source.analyser.getFloatTimeDomainData(this.window);
    const steady = this.window.every(
      (sample, i) => i === 0 || sample !== 0 || this.window[i - 1] !== 0,
    );
    if (steady) this.letThrough(source);
    return steady;
  }

  remove(trackId: string): void {
    const source = this.sources.get(trackId);
    if (!source) return;
    this.sources.delete(trackId);
    stopLooking(source);
    source.node.disconnect();
    source.analyser.disconnect();
    source.gate.disconnect();
    source.element.pause();
    source.element.srcObject = null;
  }

  fadeTo(level: 0 | 1): void {
    fade(this.context, this.gain, level);
  }

  close(): void {
    for (const trackId of [...this.sources.keys()]) this.remove(trackId);
    this.gain.disconnect();
  }

  private letThrough(source: Source): void {
    if (source.looking === null) return;
    stopLooking(source);
    fade(this.context, source.gate, 1);
  }
}

function stopLooking(source: Source): void {
  if (source.looking !== null) clearInterval(source.looking);
  source.looking = null;
}

function fade(context: AudioContext, { gain }: GainNode, level: 0 | 1): void {
  const start = context.currentTime + LEAD_S;
  gain.cancelScheduledValues(start);
  gain.setValueAtTime(gain.value, start);
  gain.linearRampToValueAtTime(level, start + CROSSFADE_S);
}

/** Everything a page hears, through one AudioContext; of several rooms one is audible. */
export class Playback {
  private readonly context = audioOutput.start();
  private readonly master = new GainNode(this.context);
  private readonly channels = new Set<Channel>();
  private audible: Channel | null = null;

  constructor() {
    this.master.connect(this.context.destination);
  }

  open(): Channel {
    const channel = new Channel(this.context, this.master);
    this.channels.add(channel);
    return channel;
  }

  /** Makes `channel` the audible one, in one crossfade; `null`: none. */
  play(channel: Channel | null): void {
    if (channel === this.audible) return; // a fade that began anew half-way would be heard
    this.audible = channel;
    for (const other of this.channels) other.fadeTo(other === channel ? 1 : 0);
  }

  close(channel: Channel): void {
    if (this.channels.delete(channel)) channel.close();
  }

  dispose(): void {
    for (const channel of [...this.channels]) this.close(channel);
    this.master.disconnect();
  }
}
