import type { CallDetail, ParticipantView } from "@/lib/api/types";

/** Where people are who are in the call and not together. */
export type Place = "on_hold" | "consulting" | "waiting";

export const PLACE_WORDS: Record<Place, string> = {
  on_hold: "On hold",
  consulting: "In the consult",
  waiting: "Waits for the consult",
};

/** Where this participant is, if that is not simply with the others. */
export function placeOf(
  { kind, agent_id, state }: ParticipantView,
  call: Pick<CallDetail, "held_since" | "transfers">,
): Place | null {
  if (state !== "present") return null; // which says enough
  if (kind === "caller") return call.held_since ? "on_hold" : null;
  const transfer = call.transfers.at(-1);
  const isTarget = agent_id === transfer?.target.agent_id;
  const isInitiator = agent_id === transfer?.initiator.id;
  if (transfer?.state === "consulting") return isTarget || isInitiator ? "consulting" : null;
  return transfer?.state === "consult_paused" && isTarget ? "waiting" : null;
}
