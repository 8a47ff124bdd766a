import type { CallConnection } from "@/lib/api/types";
import type { CallRoom } from "@/lib/room";

/** What a move needs of the room. */
export type MovingRoom = Pick<
  CallRoom,
  | "prepare"
  | "isPrepared"
  | "move"
  | "listenFor"
  | "pauseMove"
  | "resumeMove"
  | "hold"
  | "resume"
  | "expect"
  | "finishMove"
  | "abandonMove"
  | "follow"
  | "getSnapshot"
  | "subscribe"
>;

/** What a move needs of the API, for caller and agent alike. */
export interface MoveApi {
  connection(): Promise<CallConnection>;
  moved(transferId: string): Promise<void>;
  moveFailed(transferId: string, reason: string): Promise<void>;
}

/** What both the event stream and LiveKit's nudge tell of a transfer. */
export interface TransferNews {
  id: string;
  /** A TransferState; a word that is not one changes nothing. */
  state: string;
  version: number;
}
