import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WaitingMusic } from "./waiting-music";

const { notes } = vi.hoisted(() => ({ notes: { played: 0 } }));

const node = () => ({
  gain: { value: 0, setTargetAtTime: () => undefined },
  connect: (to: unknown) => to,
  disconnect: () => undefined,
});

/** A context as strict browsers have it: it runs only once it is resumed from a click. */
class StrictContext extends EventTarget {
  static touched = false;
  state = "suspended";
  currentTime = 0;
  destination = {};
  createGain() {
    return { ...node(), context: this };
  }
  async resume() {
    if (!StrictContext.touched) return new Promise<void>(() => undefined);
    this.state = "running";
    this.dispatchEvent(new Event("statechange"));
  }
}

vi.mock(import("./context"), async (original) => ({
  ...(await original()),
  playNote: () => {
    notes.played += 1;
  },
}));

let music: WaitingMusic;

beforeEach(() => {
  vi.stubGlobal("AudioContext", StrictContext);
  vi.stubGlobal(
    "BiquadFilterNode",
    class {
      connect = (to: unknown) => to;
    },
  );
  music = new WaitingMusic();
});

afterEach(() => {
  music.stop();
  vi.unstubAllGlobals();
});

it("begins with the click that lets sound out", () => {
  music.start();
  document.body.click();
  expect(notes.played).toBe(0);
  StrictContext.touched = true;
  document.body.click();
  expect(notes.played).toBeGreaterThan(0);
});
