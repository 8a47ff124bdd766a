// Follows the loudness of each given tone closely enough to time a gap to about a millisecond, which windows
// of 20 ms cannot. The tones are to be 800 Hz or more apart. Loaded by audio_probe.js, in the place of
// audio_probe_worklet.js; its rows have the same form, one per 128 samples, with the least amplitude in them.
const TIME_CONSTANT_S = 0.002; // of each of two low-pass stages: other tones are 40 dB down

class AudioGaps extends AudioWorkletProcessor {
  constructor({ processorOptions: { tonesHz } }) {
    super();
    this.step = tonesHz.map((hz) => (2 * Math.PI * hz) / sampleRate);
    this.phase = tonesHz.map(() => 0);
    // In-phase and quadrature, each through two stages.
    this.stages = tonesHz.map(() => [0, 0, 0, 0]);
    this.keep = Math.exp(-1 / (TIME_CONSTANT_S * sampleRate));
    this.rows = [];
  }

  amplitude(tone, sample) {
    const z = this.stages[tone];
    const take = 1 - this.keep;
    this.phase[tone] = (this.phase[tone] + this.step[tone]) % (2 * Math.PI);
    z[0] = this.keep * z[0] + take * sample * Math.cos(this.phase[tone]);
    z[1] = this.keep * z[1] + take * sample * Math.sin(this.phase[tone]);
    z[2] = this.keep * z[2] + take * z[0];
    z[3] = this.keep * z[3] + take * z[1];
    return 2 * Math.hypot(z[2], z[3]);
  }

  process([channels]) {
    let peak = 0;
    const least = this.step.map(() => Infinity);
    for (let n = 0; n < 128; n++) {
      const sample = channels.reduce((sum, channel) => sum + channel[n] / channels.length, 0);
      peak = Math.max(peak, Math.abs(sample));
      for (let tone = 0; tone < least.length; tone++) {
        least[tone] = Math.min(least[tone], this.amplitude(tone, sample));
      }
    }
    this.rows.push([currentTime + 128 / sampleRate, peak, ...least]);
    if (this.rows.length >= 40) this.port.postMessage(this.rows.splice(0));
    return true;
  }
}

registerProcessor("audio-probe", AudioGaps);
