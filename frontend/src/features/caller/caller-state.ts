import type { CallerCallView, PersonRef } from "@/lib/api/types";
import type { CallRoom, RoomSnapshot } from "@/lib/room";

/** The only words that a caller's status ever has. */
export type StatusText =
  | "Waiting for an agent"
  | "Connected"
  | "On hold"
  | "Being transferred"
  | "Reconnecting"
  | "Call ended";

export type EndReason =
  /** The caller pressed Leave call. */
  | "left"
  /** The call was ended from the other side, or has expired. */
  | "ended"
  /** We could not come back to it. */
  | "lost";

export type CallerState =
  /** The page has just been opened, as it was built. */
  | { phase: "starting" }
  /** This browser began a call: looking whether it goes on, and entering it. */
  | { phase: "looking" }
  | { phase: "before"; joining: boolean; problem: JoinProblem | null }
  /** The call goes on in another tab. */
  | { phase: "elsewhere"; opening: boolean }
  /** Back after a reload, and the browser wants a click before it opens the microphone. */
  | { phase: "returning"; call: CallerCallView; opening: boolean }
  | { phase: "in-call"; call: CallerCallView; room: CallRoom; identity: string }
  | { phase: "ended"; reason: EndReason; durationS: number | null };

export interface JoinProblem {
  text: string;
  /** It is tried again by itself. */
  retrying: boolean;
}

/** What the line is doing, in the words of the status. */
export function statusOf(
  call: Pick<CallerCallView, "status">,
  room: Pick<RoomSnapshot, "state">,
): StatusText {
  if (call.status === "ended") return "Call ended";
  const entering = room.state === "idle" || room.state === "connecting";
  if (entering ? call.status !== "waiting" : room.state !== "connected") return "Reconnecting";
  switch (call.status) {
    case "waiting":
      return "Waiting for an agent";
    case "connected":
      return "Connected";
    case "on_hold":
      return "On hold";
    case "being_transferred":
      return "Being transferred";
  }
}

/** "Ana", "Ana and Bea", "Ana, Bea and Carl". */
export function listNames(people: readonly Pick<PersonRef, "name">[]): string {
  const names = people.map((person) => person.name);
  const last = names.pop() ?? "";
  return names.length > 0 ? `${names.join(", ")} and ${last}` : last;
}

/** At the beginning of a line: whoever has no name is "a colleague on the phone". */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Where somebody stands in line; 1 is the front. */
export function placeText(place: number | null): string {
  if (place === null) return "You are in line.";
  if (place <= 1) return "You are next.";
  return place === 2 ? "One person is before you." : `${place - 1} people are before you.`;
}
