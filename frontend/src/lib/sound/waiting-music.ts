import { playNote, soundContext } from "./context";
import { soundSettings } from "./settings";

const FADE_S = 0.3;
const BAR_S = 4.8;

/** Four slow chords, each played as a broken chord; Hz. */
const CHORDS: readonly (readonly number[])[] = [
  [196, 293.66, 392, 493.88, 587.33],
  [164.81, 246.94, 329.63, 392, 493.88],
  [130.81, 196, 261.63, 329.63, 392],
  [146.83, 220, 293.66, 369.99, 440],
];

/** Soft music for somebody who waits, made up as it goes. Fades in and out. */
export class WaitingMusic {
  private output: GainNode | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private unsubscribe: (() => void) | null = null;
  private bar = 0;

  start(): void {
    if (this.output) return;
    const context = soundContext();
    const output = context.createGain();
    output.gain.value = 0;
    const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: 1400, Q: 0.3 });
    output.connect(filter).connect(context.destination);
    this.output = output;
    this.followSettings();
    this.unsubscribe = soundSettings.subscribe(() => this.followSettings());
    context.addEventListener("statechange", this.begin);
    this.begin();
  }

  stop(): void {
    const { output } = this;
    if (!output) return;
    this.output = null;
    clearInterval(this.timer);
    output.context.removeEventListener("statechange", this.begin);
    this.unsubscribe?.();
    output.gain.setTargetAtTime(0, output.context.currentTime, FADE_S / 3);
    setTimeout(() => output.disconnect(), FADE_S * 2000);
  }

  /** From the first bar, once the browser lets sound out. */
  private readonly begin = (): void => {
    if (this.output?.context.state !== "running") return;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.playBar(), BAR_S * 1000);
    this.playBar();
  };

  private followSettings(): void {
    const { musicOff, musicVolume } = soundSettings.get();
    const { output } = this;
    output?.gain.setTargetAtTime(
      musicOff ? 0 : musicVolume * 0.4,
      output.context.currentTime,
      FADE_S / 3,
    );
  }

  private playBar(): void {
    const chord = CHORDS[this.bar % CHORDS.length];
    this.bar += 1;
    // While the browser holds sound back, notes would pile up and come all at once.
    if (!this.output || !chord || this.output.context.state !== "running") return;
    const step = BAR_S / (chord.length + 1);
    for (const [index, frequency] of chord.entries()) {
      const gain = index === 0 ? 0.8 : 0.5;
      playNote(this.output, { frequency, at: index * step, length: BAR_S, attack: 0.08, gain });
    }
  }
}
