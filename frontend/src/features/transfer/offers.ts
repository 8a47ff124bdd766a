import type { OfferView, TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";

/** Whether the transfer rings for this agent, alone or among others. */
export function ringsFor(transfer: TransferView, agentId: string): boolean {
  if (transfer.state !== "offered") return false;
  return transfer.target.agent_id === agentId || offerTo(transfer, agentId)?.state === "ringing";
}

/** What became of the offer to this agent. */
export function offerTo({ target }: TransferView, agentId: string): OfferView | undefined {
  return target.offers.find((offer) => offer.agent_id === agentId);
}

/** Those who are rung at this moment besides this agent. */
export function alsoRinging({ target }: TransferView, agentId: string): OfferView[] {
  return target.offers.filter((offer) => offer.state === "ringing" && offer.agent_id !== agentId);
}

/**
 * The agents to list one by one: several that are being asked, or none of whom took the call. Once
 * somebody has it, what the others said is over.
 */
export function offersToShow(transfer: TransferView): readonly OfferView[] {
  const { offers } = transfer.target;
  if (offers.length < 2) return [];
  const asked = transfer.state === "preparing" || transfer.state === "offered";
  const nobody = !isOpenTransfer(transfer) && offers.every((offer) => offer.state !== "accepted");
  return asked || nobody ? offers : [];
}

/** What somebody said, or what is to come. */
export const OFFER_WORDS: Record<OfferView["state"], string> = {
  waiting: "To be asked",
  ringing: "Ringing",
  accepted: "Accepted",
  declined: "Declined",
  no_answer: "No answer",
  withdrawn: "Not needed",
  not_asked: "Not asked",
};
