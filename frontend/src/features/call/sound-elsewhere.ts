import type { RoomSnapshot } from "@/lib/room";
import type { AudioState } from "./call-audio";

export type Elsewhere = "tab" | "device";

/**
 * Where the sound of the call in hand is, when it is not here: in another tab of this browser, or on
 * another device, which has entered the call as the same agent.
 */
export function soundElsewhere(audio: AudioState, room: RoomSnapshot | null): Elsewhere | null {
  if (audio.status === "elsewhere") return audio.where;
  return room?.endedBy === "duplicate" ? "device" : null;
}

/** The same in one sentence. */
export const ELSEWHERE: Record<Elsewhere, string> = {
  tab: "The sound of this call is in another tab",
  device: "The sound of this call is on another device",
};
