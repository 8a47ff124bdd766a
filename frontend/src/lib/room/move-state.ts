import type { MoveState } from "./types";

/**
 * - `start`: a transfer asks for the move
 * - `connected`: the destination is entered and the microphone published there
 * - `heard`: everybody expected is heard in the destination
 * - `listen`: there are others to hear there before it is played
 * - `finish`: the server confirmed that everybody is in the destination
 * - `fail`: the destination could not be entered, was lost, or nobody was heard in time
 * - `abandon`: the transfer was reverted
 */
export type MoveEvent = "start" | "connected" | "heard" | "listen" | "finish" | "fail" | "abandon";

export type MoveEffect = "play_destination" | "play_origin" | "close_origin" | "close_destination";

export interface MoveStep {
  readonly to: MoveState;
  readonly effects: readonly MoveEffect[];
}

/**
 * The whole of the move: state, event → state, effects. The origin is closed only by `finish`, and
 * no effect touches it before; so failing at any point leaves it as it was.
 */
export const TRANSITIONS: Readonly<Record<MoveState, Partial<Record<MoveEvent, MoveStep>>>> = {
  none: {
    start: { to: "connecting", effects: [] },
  },
  connecting: {
    connected: { to: "listening", effects: [] },
    fail: { to: "failed", effects: ["close_destination"] },
    abandon: { to: "none", effects: ["close_destination"] },
  },
  listening: {
    heard: { to: "switched", effects: ["play_destination"] },
    finish: { to: "none", effects: ["play_destination", "close_origin"] },
    fail: { to: "failed", effects: ["close_destination"] },
    abandon: { to: "none", effects: ["close_destination"] },
  },
  switched: {
    listen: { to: "listening", effects: ["play_origin"] },
    finish: { to: "none", effects: ["close_origin"] },
    fail: { to: "failed", effects: ["play_origin", "close_destination"] },
    abandon: { to: "none", effects: ["play_origin", "close_destination"] },
  },
  failed: {
    start: { to: "connecting", effects: [] },
    abandon: { to: "none", effects: [] },
  },
};

/** An event that the table does not have in this state. Nothing was changed. */
export class IllegalMove extends Error {
  override readonly name = "IllegalMove";
}

/** @throws IllegalMove */
export function step(state: MoveState, event: MoveEvent): MoveStep {
  const found = TRANSITIONS[state][event];
  if (!found) throw new IllegalMove(`${event} means nothing in state ${state}`);
  return found;
}

export function allows(state: MoveState, event: MoveEvent): boolean {
  return TRANSITIONS[state][event] !== undefined;
}
