import { describe, expect, it } from "vitest";
import { hearing, type MoveAtHand } from "./hearing";

const HOME = "home";
const THERE = "destination";

function moving(change: Partial<MoveAtHand<string>> = {}): MoveAtHand<string> {
  return { destination: THERE, open: true, plays: false, paused: false, ...change };
}

/** What is heard, and in which of the two rooms one is not. */
function outcome(home: string | null, move: MoveAtHand<string> | null, held: boolean) {
  const { heard, isSilent } = hearing(home, move, held);
  return { heard, silent: [HOME, THERE].filter(isSilent) };
}

describe("who hears whom", () => {
  it("in a call, the room one is in", () => {
    expect(outcome(HOME, null, false)).toEqual({ heard: HOME, silent: [] });
  });

  it("on hold, nobody", () => {
    expect(outcome(HOME, null, true)).toEqual({ heard: null, silent: [HOME, THERE] });
  });

  it("on the way to another room, still the origin, and one is heard in both", () => {
    expect(outcome(HOME, moving(), false)).toEqual({ heard: HOME, silent: [] });
  });

  it("there, the destination, and one is heard in both until the others are there too", () => {
    expect(outcome(HOME, moving({ plays: true }), false)).toEqual({ heard: THERE, silent: [] });
  });

  it("in a consult, the target alone", () => {
    expect(outcome(HOME, moving({ plays: true }), true)).toEqual({ heard: THERE, silent: [HOME] });
  });

  it("on the way to a consult, nobody, and the caller hears nothing already", () => {
    expect(outcome(HOME, moving(), true)).toEqual({ heard: null, silent: [HOME] });
  });

  it("back with the caller, the caller alone", () => {
    expect(outcome(HOME, moving({ paused: true }), false)).toEqual({
      heard: HOME,
      silent: [THERE],
    });
  });

  it("with the origin lost, whoever is in the destination already", () => {
    expect(outcome(null, moving(), false).heard).toBe(THERE);
    expect(outcome(null, moving({ paused: true }), false).heard).toBe(null);
  });

  it("after a move that came to nothing, as if there had been none", () => {
    expect(outcome(HOME, moving({ open: false, paused: true }), false)).toEqual({
      heard: HOME,
      silent: [],
    });
  });
});
