import { ELSEWHERE, type Elsewhere } from "@/features/call/sound-elsewhere";
import type { CallDetail } from "@/lib/api/types";
import type { RoomSnapshot } from "@/lib/room";

const NO_AUDIO = "The audio of the call is not connected.";

/** Why the microphone can be neither muted nor unmuted, or null. */
export function whyNoMicrophone(
  room: RoomSnapshot | null,
  elsewhere: Elsewhere | null,
): string | null {
  if (elsewhere) return `${ELSEWHERE[elsewhere]}.`;
  if (!room || room.endedBy) return NO_AUDIO;
  return room.micError ? "Your microphone does not work." : null;
}

/** Why no transfer can be started, or null. Where the sound is elsewhere, it is looked after there. */
export function whyNoTransfer(
  serverBlocked: string | null,
  underWay: boolean,
  room: RoomSnapshot | null,
  elsewhere: Elsewhere | null,
): string | null {
  if (serverBlocked) return serverBlocked;
  if (underWay) return "A transfer is under way.";
  if (elsewhere) return null;
  if (room?.state !== "connected") return NO_AUDIO;
  // A move waits until everybody is heard in the next room.
  return room.micError ? "Your microphone does not work, and a transfer needs it." : null;
}

/** Why the caller can be neither put on hold nor taken off it, or null. */
export function whyNoHold(
  serverBlocked: string | null,
  { transfers }: Pick<CallDetail, "transfers">,
  me: string,
): string | null {
  if (serverBlocked) return serverBlocked;
  const transfer = transfers.at(-1);
  switch (transfer?.state) {
    case "consulting":
      return transfer.initiator.id === me
        ? "The caller is on hold while you consult. Return to the caller, or bring them in."
        : "The caller is on hold during the consult.";
    case "consult_paused":
      return transfer.target.agent_id === me ? "You are waiting for the consult to go on." : null;
    case "moving":
    case "reverting":
      return "The caller is being moved.";
    default:
      return null;
  }
}
