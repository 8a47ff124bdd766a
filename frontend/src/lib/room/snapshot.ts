import type { Connections } from "./connections";
import type { FlowMeter } from "./flow";
import type { Leg } from "./leg";
import type { Microphone } from "./microphone";
import type { EndReason, MoveState, RoomSnapshot, RoomState } from "./types";

export type Phase = "idle" | "joining" | "in" | "ended";

/** Steps of the level shown, so that a page is not drawn anew for differences nobody sees. */
const LEVEL_STEPS = 20;

interface Shown {
  phase: Phase;
  /** The room one is in, if there is a connection to it. */
  active: Leg | null;
  move: MoveState;
  connections: Connections;
  mic: Microphone;
  meter: FlowMeter;
  endedBy: EndReason | null;
}

/** What a page shows of a call's room now. */
export function snapshotOf(shown: Shown): RoomSnapshot {
  const { phase, active, move, connections, mic, meter, endedBy } = shown;
  return {
    state: stateOf(phase, active),
    roomName: active?.connection.room_name ?? null,
    move,
    muted: connections.muted,
    soundBlocked: connections.soundBlocked,
    micError: mic.getSnapshot().error,
    micLevel: Math.round(mic.level() * LEVEL_STEPS) / LEVEL_STEPS,
    quality: active?.quality ?? "unknown",
    heard: active ? meter.flowing(active.audio(), performance.now()) : [],
    speaking: active?.speaking ?? [],
    endedBy,
  };
}

function stateOf(phase: Phase, active: Leg | null): RoomState {
  switch (phase) {
    case "idle":
      return "idle";
    case "ended":
      return "disconnected";
    case "joining":
      return "connecting";
    case "in":
      return active?.connected ? "connected" : "reconnecting";
  }
}
