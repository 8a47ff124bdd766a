let shared: AudioContext | null = null;

/** What browsers take for a touch of the page that may let sound out. */
const TOUCHES = ["click", "keydown"] as const;

/**
 * The context of the page's own sounds, apart from the call's audio. Browsers keep it suspended until
 * the person has clicked something, and any click lets it out; sounds asked for before that are left
 * out.
 */
export function soundContext(): AudioContext {
  if (!shared) {
    shared = new AudioContext({ latencyHint: "interactive" });
    for (const touch of TOUCHES) document.addEventListener(touch, resume, { capture: true });
  }
  resume();
  return shared;
}

function resume(): void {
  if (!shared || shared.state === "running" || shared.state === "closed") return;
  void shared.resume().catch(() => undefined);
}

export interface Note {
  /** Hz. */
  frequency: number;
  /** Seconds from now. */
  at: number;
  /** Seconds until silence. */
  length: number;
  /** Seconds until full. */
  attack?: number;
  /** 0 to 1. */
  gain?: number;
}

/** Plays one soft note into `output`: a sine with a quiet octave above it, dying away. */
export function playNote(output: AudioNode, note: Note): void {
  const { context } = output;
  const start = context.currentTime + note.at;
  const envelope = context.createGain();
  const peak = note.gain ?? 1;
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(peak, start + (note.attack ?? 0.012));
  envelope.gain.setTargetAtTime(0, start + (note.attack ?? 0.012), note.length / 4);
  envelope.connect(output);
  for (const [ratio, level] of [
    [1, 1],
    [2, 0.18],
  ] as const) {
    const partial = context.createGain();
    partial.gain.value = level;
    const oscillator = new OscillatorNode(context, { frequency: note.frequency * ratio });
    oscillator.connect(partial).connect(envelope);
    oscillator.start(start);
    oscillator.stop(start + note.length);
    oscillator.onended = () => partial.disconnect();
  }
  setTimeout(() => envelope.disconnect(), (note.at + note.length + 0.1) * 1000);
}
