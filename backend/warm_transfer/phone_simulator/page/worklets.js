// Between 128-sample blocks of floats and 20 ms frames of 16-bit samples.

const LINE_HZ = 8000;
const FRAME = 160;
const STARTS_WITH = 3 * FRAME; // what a network and a busy page are late by
const AT_MOST = 15 * FRAME;

class LineCapture extends AudioWorkletProcessor {
  #frame = new Int16Array(FRAME);
  #filled = 0;
  #sum = 0;
  #count = 0;
  #passed = 0; // of the sample being made, counted in samples of the line

  // Each sample of the line is the mean of the microphone's samples that fall into it, which keeps
  // most of what a telephone cannot carry from being heard as something else.
  process([[samples]]) {
    for (const sample of samples ?? []) {
      this.#sum += sample;
      this.#count += 1;
      this.#passed += LINE_HZ / sampleRate;
      if (this.#passed >= 1) this.#add(this.#sum / this.#count);
    }
    return true;
  }

  #add(sample) {
    this.#passed -= 1;
    this.#sum = this.#count = 0;
    this.#frame[this.#filled] = Math.max(-1, Math.min(1, sample)) * 32767;
    this.#filled += 1;
    if (this.#filled === FRAME) {
      this.port.postMessage(this.#frame.buffer.slice(0));
      this.#filled = 0;
    }
  }
}

class LinePlayer extends AudioWorkletProcessor {
  #waiting = [];
  #flowing = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data === null) this.#waiting = [];
      else this.#waiting.push(...new Int16Array(data));
      if (this.#waiting.length > AT_MOST) this.#waiting.splice(0, this.#waiting.length - AT_MOST);
    };
  }

  process(_inputs, [[samples]]) {
    this.#flowing = this.#waiting.length >= (this.#flowing ? samples.length : STARTS_WITH);
    if (this.#flowing) {
      const now = this.#waiting.splice(0, samples.length);
      for (let at = 0; at < samples.length; at += 1) samples[at] = now[at] / 32768;
    }
    return true;
  }
}

registerProcessor("line-capture", LineCapture);
registerProcessor("line-player", LinePlayer);
