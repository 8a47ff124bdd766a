import type { CallDetail, ParticipantView } from "@/lib/api/types";
import { isTarget } from "@/lib/target";

/** Where people are who are in the call and not together. */
export type Place = "on_hold" | "consulting" | "waiting";

export const PLACE_WORDS: Record<Place, string> = {
  on_hold: "On hold",
  consulting: "In the consult",
  waiting: "Waits for the consult",
};

/** Where this participant is, if that is not simply with the others. */
export function placeOf(
  participant: ParticipantView,
  call: Pick<CallDetail, "held_since" | "transfers">,
): Place | null {
  const { kind, agent_id, state } = participant;
  if (state !== "present") return null; // which says enough
  if (kind === "caller") return call.held_since ? "on_hold" : null;
  const transfer = call.transfers.at(-1);
  const targeted = isTarget(participant, transfer);
  const isInitiator = agent_id === transfer?.initiator.id;
  if (transfer?.state === "consulting") return targeted || isInitiator ? "consulting" : null;
  return transfer?.state === "consult_paused" && targeted ? "waiting" : null;
}
