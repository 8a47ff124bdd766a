import { isHoldMusic } from "@/lib/hold-music";
import type { RoomSnapshot } from "@/lib/room";
import { useLasting } from "@/lib/use-lasting";

/** The room's music takes a second or two to begin. */
const LATE_AFTER_MS = 3000;

/**
 * Whether the page is to play its own music to a caller on hold: the room's should be heard, and has
 * not been for a while.
 */
export function useHoldMusicIsMissing(
  onHold: boolean,
  { state, heard }: Pick<RoomSnapshot, "state" | "heard">,
): boolean {
  const silent = onHold && state === "connected" && !heard.some(isHoldMusic);
  return useLasting(silent, LATE_AFTER_MS);
}
