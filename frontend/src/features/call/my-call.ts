import type { CallView, TransferView } from "@/lib/api/types";

/** The call that an agent is in, as the server has it; after a reload this is how it is found again. */
export function callOf(calls: readonly CallView[], agentId: string): CallView | null {
  return calls.findLast((call) => isIn(call, agentId)) ?? null;
}

export function isIn(call: CallView, agentId: string): boolean {
  return call.participants.some(
    (participant) => participant.agent_id === agentId && participant.state !== "left",
  );
}

/** Whether this agent is consulted about a caller who is not theirs yet, to hold or to end. */
export function isConsulted(transfer: TransferView | null, agentId: string): boolean {
  const { state } = transfer ?? {};
  const consults = state === "consulting" || state === "consult_paused";
  return consults && transfer?.target.agent_id === agentId;
}

/** Where the target of a transfer is, before the call is there too, the caller's hold is not. */
const APART: ReadonlySet<string> = new Set(["consulting", "consult_paused", "moving"]);

/** Whether this agent is with a caller who is on hold, and so neither hears nor is heard. */
export function isHeld(call: CallView, transfer: TransferView | null, agentId: string): boolean {
  if (!call.held_since) return false;
  return !(transfer?.target.agent_id === agentId && APART.has(transfer.state));
}
