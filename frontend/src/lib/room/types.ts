export type RoomState = "idle" | "connecting" | "connected" | "reconnecting" | "disconnected";

/** `failed` stays until the next move or an abandon, so that a page can say why. */
export type MoveState = "none" | "connecting" | "listening" | "switched" | "failed";

export type MicError = null | "denied" | "not_found" | "in_use" | "unavailable";

/** Why a room was left for good. */
export type EndReason = "duplicate" | "removed" | "room_closed" | "gave_up" | "left";

export type Quality = "excellent" | "good" | "poor" | "lost" | "unknown";

/** Where to connect: a LiveKit address and a token good for one room and one identity. */
export interface RoomConnection {
  room_name: string;
  url: string;
  token: string;
  identity: string;
}

/** A transfer's destination, for entering it ahead. */
export interface PreparedConnection extends RoomConnection {
  transfer_id: string;
}

export interface DestinationConnection extends PreparedConnection {
  /** Identities that must be heard in the destination before the origin is let go. */
  expect: string[];
}

/** What a page shows. Immutable: a new object for every change. */
export interface RoomSnapshot {
  readonly state: RoomState;
  readonly roomName: string | null;
  readonly move: MoveState;
  readonly muted: boolean;
  /** The browser holds sound back until a click; `startSound` is to be called from one. */
  readonly soundBlocked: boolean;
  readonly micError: MicError;
  /** 0 (silence) to 1 (full scale), logarithmic. */
  readonly micLevel: number;
  readonly quality: Quality;
  /** Identities whose audio arrives now; a muted microphone counts, since nothing of it is missing. */
  readonly heard: readonly string[];
  readonly speaking: readonly string[];
  readonly endedBy: EndReason | null;
}

/** What somebody is saying just now: the whole text of the segment so far. */
export interface PartialSegment {
  identity: string;
  segmentId: string;
  text: string;
  final: boolean;
}

export interface Nudge {
  transfer_id: string;
  state: string;
  version: number;
}

export interface CallRoomHooks {
  /** Asked for where one belongs now, to rejoin. `null`: the call is over. Rejects: ask again later. */
  fetchConnection(): Promise<RoomConnection | null>;
  onPartial?(partial: PartialSegment): void;
  onNudge?(nudge: Nudge): void;
}

/**
 * - `timeout`: not everybody was heard in the destination in time
 * - `connect_failed`: the destination could not be entered
 * - `destination_lost`: it was entered and dropped
 * - `superseded`: a move of another transfer took its place
 * - `abandoned`: the transfer was reverted
 * - `left`: the room was left
 */
export type MoveFailure =
  | "timeout"
  | "connect_failed"
  | "destination_lost"
  | "superseded"
  | "abandoned"
  | "left";

/** A move that did not come about. The origin is as it was before. */
export class MoveError extends Error {
  override readonly name = "MoveError";

  constructor(
    readonly reason: MoveFailure,
    options?: ErrorOptions,
  ) {
    super(`the move failed: ${reason}`, options);
  }
}

/** The room could not be joined: it ended for the given reason. */
export class JoinError extends Error {
  override readonly name = "JoinError";

  constructor(readonly reason: EndReason) {
    super(`the room could not be joined: ${reason}`);
  }
}

/** What is shown before one joins. */
export const NOT_JOINED: RoomSnapshot = {
  state: "idle",
  roomName: null,
  move: "none",
  muted: false,
  soundBlocked: false,
  micError: null,
  micLevel: 0,
  quality: "unknown",
  heard: [],
  speaking: [],
  endedBy: null,
};
