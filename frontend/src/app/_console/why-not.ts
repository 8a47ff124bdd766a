import type { RoomSnapshot } from "@/lib/room";

const NO_AUDIO = "The audio of the call is not connected.";

/** Why the microphone can be neither muted nor unmuted, or null. */
export function whyNoMicrophone(room: RoomSnapshot | null): string | null {
  if (!room || room.endedBy) return NO_AUDIO;
  return room.micError ? "Your microphone does not work." : null;
}

/** Why no transfer can be started, or null. */
export function whyNoTransfer(
  serverBlocked: string | null,
  underWay: boolean,
  room: RoomSnapshot | null,
): string | null {
  if (serverBlocked) return serverBlocked;
  if (underWay) return "A transfer is under way.";
  if (room?.state !== "connected") return NO_AUDIO;
  // A move waits until everybody is heard in the next room.
  return room.micError ? "Your microphone does not work, and a transfer needs it." : null;
}
