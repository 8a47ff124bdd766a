import type { CallView } from "@/lib/api/types";

/** The call that an agent is in, as the server has it; after a reload this is how it is found again. */
export function callOf(calls: readonly CallView[], agentId: string): CallView | null {
  return calls.findLast((call) => isIn(call, agentId)) ?? null;
}

export function isIn(call: CallView, agentId: string): boolean {
  return call.participants.some(
    (participant) => participant.agent_id === agentId && participant.state !== "left",
  );
}
