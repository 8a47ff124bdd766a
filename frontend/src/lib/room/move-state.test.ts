import { describe, expect, it } from "vitest";
import { allows, IllegalMove, type MoveEvent, step, TRANSITIONS } from "./move-state";
import type { MoveState } from "./types";

const STATES: MoveState[] = ["none", "connecting", "listening", "switched", "failed"];
const EVENTS: MoveEvent[] = ["start", "connected", "heard", "listen", "finish", "fail", "abandon"];

/** Goes through `events` from the beginning; gives the state and every effect on the way. */
function run(...events: MoveEvent[]) {
  let state: MoveState = "none";
  const effects: string[] = [];
  for (const event of events) {
    const { to, effects: more } = step(state, event);
    state = to;
    effects.push(...more);
  }
  return { state, effects };
}

describe("the move", () => {
  it("plays the destination once it is heard, and closes the origin once it is confirmed", () => {
    expect(run("start", "connected", "heard")).toEqual({
      state: "switched",
      effects: ["play_destination"],
    });
    expect(run("start", "connected", "heard", "finish")).toEqual({
      state: "none",
      effects: ["play_destination", "close_origin"],
    });
  });

  it("is confirmed by the server before it heard everybody: then it switches all the same", () => {
    expect(run("start", "connected", "finish").effects).toEqual([
      "play_destination",
      "close_origin",
    ]);
  });

  it.each([
    [["start"], ["close_destination"]],
    [["start", "connected"], ["close_destination"]],
    [
      ["start", "connected", "heard"],
      ["play_destination", "play_origin", "close_destination"],
    ],
  ] as [MoveEvent[], string[]][])(
    "ends in the origin when %j fails or is abandoned",
    (way, effects) => {
      expect(run(...way, "fail")).toEqual({ state: "failed", effects });
      expect(run(...way, "abandon")).toEqual({ state: "none", effects });
    },
  );

  it("may be asked for again after it failed", () => {
    expect(run("start", "fail", "start").state).toBe("connecting");
  });
});

describe("the table", () => {
  it("closes the origin by `finish` alone", () => {
    for (const state of STATES) {
      for (const event of EVENTS) {
        const closes = TRANSITIONS[state][event]?.effects.includes("close_origin") ?? false;
        if (closes) expect(event).toBe("finish");
      }
    }
  });

  it("never closes the room that it plays", () => {
    for (const state of STATES) {
      for (const event of EVENTS) {
        const effects = TRANSITIONS[state][event]?.effects ?? [];
        expect(effects).not.toEqual(expect.arrayContaining(["play_origin", "close_origin"]));
        expect(effects).not.toEqual(
          expect.arrayContaining(["play_destination", "close_destination"]),
        );
      }
    }
  });

  it("raises on what it does not have", () => {
    for (const state of STATES) {
      for (const event of EVENTS) {
        if (allows(state, event)) continue;
        expect(() => step(state, event)).toThrow(IllegalMove);
      }
    }
    expect(allows("none", "finish")).toBe(false);
    expect(allows("connecting", "heard")).toBe(false);
    expect(allows("switched", "start")).toBe(false);
  });
});
