// Microphone, loudspeaker and voice. Everything crosses the line as 16-bit samples at 8 kHz.
// The microphone has a context of its own, because browsers connect it only at the rate it has.

const LINE_HZ = 8000;
const KEY_TONES_HZ = [697, 770, 852, 941];
const KEY_COLUMNS_HZ = [1209, 1336, 1477];
const KEYS = "123456789*0#";

export class Sound {
  muted = false;
  onCaptured = () => {};
  #context = null;
  #player = null;
  #microphone = null;
  #capturing = null;
  #ringing = null;

  // Browsers let a page make a sound once it was clicked.
  wake() {
    this.#context?.resume();
    this.#capturing?.resume();
  }

  async unlock() {
    this.#context ??= new AudioContext({ sampleRate: LINE_HZ });
    this.wake();
    if (this.#player === null) {
      await this.#context.audioWorklet.addModule("/page/worklets.js");
      this.#player ??= new AudioWorkletNode(this.#context, "line-player");
      this.#player.connect(this.#context.destination);
    }
  }

  // Returns what is wrong with the microphone, or null.
  async start() {
    await this.unlock();
    if (navigator.mediaDevices === undefined) {
      return "This address gets no microphone. Open the page at http://localhost or over https.";
    }
    try {
      this.#microphone ??= await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return "No microphone: allow it in the browser's address bar. You can still listen and press keys.";
    }
    if (this.#capturing === null) {
      this.#capturing = new AudioContext();
      await this.#capturing.audioWorklet.addModule("/page/worklets.js");
      const capture = new AudioWorkletNode(this.#capturing, "line-capture");
      capture.port.onmessage = ({ data }) => {
        if (!this.muted) this.onCaptured(data);
      };
      this.#capturing.createMediaStreamSource(this.#microphone).connect(capture);
    }
    return null;
  }

  stop() {
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#capturing?.close();
    this.#microphone = this.#capturing = null;
    this.#player?.port.postMessage(null);
  }

  play(samples) {
    this.#player?.port.postMessage(samples, [samples]);
  }

  say({ text, language }) {
    if (window.speechSynthesis === undefined) return;
    const words = new SpeechSynthesisUtterance(text);
    if (language) words.lang = language;
    window.speechSynthesis.speak(words);
  }

  key(key) {
    const at = KEYS.indexOf(key);
    this.#tones([KEY_TONES_HZ[Math.floor(at / 3)], KEY_COLUMNS_HZ[at % 3]], 0.12);
  }

  // Two soft notes every three seconds, for as long as it rings. Silent until the page was clicked.
  ring(on) {
    if (on === (this.#ringing !== null)) return;
    if (on) {
      const ring = () => this.#tones([440, 480], 0.8);
      ring();
      this.#ringing = setInterval(ring, 3000);
    } else {
      clearInterval(this.#ringing);
      this.#ringing = null;
    }
  }

  #tones(frequencies, seconds) {
    if (this.#context?.state !== "running") return;
    const now = this.#context.currentTime;
    const volume = this.#context.createGain();
    volume.gain.setValueAtTime(0.08, now);
    volume.gain.linearRampToValueAtTime(0, now + seconds);
    volume.connect(this.#context.destination);
    for (const frequency of frequencies) {
      const tone = this.#context.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(volume);
      tone.start(now);
      tone.stop(now + seconds);
    }
  }
}
