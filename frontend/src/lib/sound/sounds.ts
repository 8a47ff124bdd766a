import { playNote, soundContext } from "./context";
import { soundSettings } from "./settings";

/** One ring and the pause after it. */
const RING_PERIOD_MS = 3000;

function play(notes: readonly { frequency: number; at: number; length: number }[]): void {
  const { muted, volume } = soundSettings.get();
  if (muted || volume === 0) return;
  const context = soundContext();
  if (context.state === "closed") return;
  const output = context.createGain();
  output.gain.value = volume * 0.35;
  output.connect(context.destination);
  for (const note of notes) playNote(output, note);
  const end = Math.max(...notes.map((note) => note.at + note.length));
  setTimeout(() => output.disconnect(), (end + 0.2) * 1000);
}

/** A short tick: something you did was taken up. */
export function playTick(): void {
  play([{ frequency: 1318, at: 0, length: 0.09 }]);
}

/** Two rising notes: somebody arrived. */
export function playArrival(): void {
  play([
    { frequency: 587, at: 0, length: 0.35 },
    { frequency: 880, at: 0.14, length: 0.5 },
  ]);
}

/** Rings until the returned function is called. */
export function startRing(): () => void {
  const ring = () =>
    play([
      { frequency: 784, at: 0, length: 0.4 },
      { frequency: 988, at: 0.18, length: 0.4 },
      { frequency: 784, at: 0.6, length: 0.4 },
      { frequency: 988, at: 0.78, length: 0.6 },
    ]);
  ring();
  const timer = setInterval(ring, RING_PERIOD_MS);
  return () => clearInterval(timer);
}
