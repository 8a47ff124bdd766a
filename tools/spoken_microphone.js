// Takes the place of the computer's microphones in a page: there is only the noise of a quiet room in it until it is
// told to say a recording.
const NOISE = 0.0003; // of full scale: some -75 dB

globalThis.spokenMicrophone = (() => {
  let context;
  let voice;

  const start = () => {
    if (context) return;
    context = new AudioContext();
    voice = context.createMediaStreamDestination();
    const buffer = new AudioBuffer({ length: context.sampleRate, sampleRate: context.sampleRate });
    buffer.copyToChannel(
      Float32Array.from({ length: buffer.length }, () => (2 * Math.random() - 1) * NOISE),
      0,
    );
    const room = new AudioBufferSourceNode(context, { buffer, loop: true });
    room.connect(voice);
    room.start();
  };

  Object.assign(navigator.mediaDevices, {
    enumerateDevices: async () => [
      { deviceId: "headset", groupId: "", kind: "audioinput", label: "Headset" },
    ],
    // Whoever asks gets a track of their own, to stop when they have done with it.
    getUserMedia: async () => {
      start();
      return voice.stream.clone();
    },
  });

  return {
    /** Resolves when the WAV file, in base64, has been played to its end. */
    say: async (wav) => {
      start();
      const bytes = Uint8Array.from(atob(wav), (character) => character.charCodeAt(0));
      const source = new AudioBufferSourceNode(context, {
        buffer: await context.decodeAudioData(bytes.buffer),
      });
      source.connect(voice);
      source.start();
      await new Promise((ended) => {
        source.onended = ended;
      });
    },
  };
})();
