import type { ParticipantView, TransferView } from "@/lib/api/types";

/** Whether this participant is who the transfer goes to: an agent, or whoever is on its phone. */
export function isTarget(
  { agent_id, phone }: Pick<ParticipantView, "agent_id" | "phone">,
  transfer: Pick<TransferView, "target"> | null | undefined,
): boolean {
  if (!transfer) return false;
  const { target } = transfer;
  if (target.phone) return phone?.leg_id === target.phone.leg_id;
  return target.agent_id !== null && agent_id === target.agent_id;
}
