import type { CallDetail } from "@/lib/api/types";
import { inText } from "@/lib/bidi";

/** What became of a call that this agent is no longer in, in one sentence. */
export function farewell(call: CallDetail, me: string): string {
  const caller = inText(call.caller_name);
  const last = call.transfers.at(-1);
  if (call.state === "ended") {
    if (call.end_reason === "caller_left") return `${caller} left the call.`;
    return call.end_reason === "phone_hung_up"
      ? `The phone hung up, which ended the call with ${caller}.`
      : `The call with ${caller} was ended.`;
  }
  if (last?.target.agent_id === me && last.outcome !== null && last.outcome !== "completed") {
    return `The transfer did not go through. ${caller} stays with ${inText(last.initiator.name)}.`;
  }
  const others = call.participants.filter(
    (participant) => participant.kind !== "caller" && participant.state !== "left",
  );
  const [other] = others;
  if (call.state === "waiting" || !other) return `${caller} is back in the queue.`;
  return `${caller} is with ${inText(other.name)} now.`;
}
