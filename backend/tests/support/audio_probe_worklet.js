// Measures what passes through, in windows of samples: peak level, and the amplitude of each given tone
// (Goertzel's algorithm). Loaded by audio_probe.js.
class AudioProbe extends AudioWorkletProcessor {
  constructor({ processorOptions: { tonesHz, windowS } }) {
    super();
    this.windowSamples = Math.round(windowS * sampleRate);
    this.coefficients = tonesHz.map((hz) => 2 * Math.cos((2 * Math.PI * hz) / sampleRate));
    this.rows = [];
    this.startWindow();
  }

  startWindow() {
    this.count = 0;
    this.peak = 0;
    this.previous = this.coefficients.map(() => 0);
    this.beforePrevious = this.coefficients.map(() => 0);
  }

  amplitudes() {
    return this.coefficients.map((coefficient, i) => {
      const [a, b] = [this.previous[i], this.beforePrevious[i]];
      const power = a * a + b * b - coefficient * a * b;
      return (2 * Math.sqrt(Math.max(0, power))) / this.count;
    });
  }

  process([channels]) {
    for (let n = 0; n < 128; n++) {
      let sample = 0;
      for (const channel of channels) sample += channel[n] / channels.length;
      this.peak = Math.max(this.peak, Math.abs(sample));
      for (let i = 0; i < this.coefficients.length; i++) {
        const next = sample + this.coefficients[i] * this.previous[i] - this.beforePrevious[i];
        this.beforePrevious[i] = this.previous[i];
        this.previous[i] = next;
      }
      if (++this.count === this.windowSamples) {
        this.rows.push([currentTime + (n + 1) / sampleRate, this.peak, ...this.amplitudes()]);
        this.startWindow();
      }
    }
    if (this.rows.length >= 5) this.port.postMessage(this.rows.splice(0));
    return true;
  }
}

registerProcessor("audio-probe", AudioProbe);
