import type { CallDetail } from "@/lib/api/types";
import { inText } from "@/lib/bidi";

/** What leaving would do to the caller, said before the click. */
export function leaveWords(call: CallDetail, me: string): string {
  return leavingATransfer(call, me) ?? leavingTheCall(call, me);
}

/** Once somebody has accepted, whoever transfers hands the call over by leaving. */
function leavingATransfer(call: CallDetail, me: string): string | null {
  const transfer = call.transfers.at(-1);
  if (!transfer) return null;
  const { state, initiator, target } = transfer;
  const consulting = state === "consulting" || state === "consult_paused";
  if (!consulting && state !== "moving") return null;
  if (initiator.id === me) return `Leaving hands the caller over to ${inText(target.name)}.`;
  if (target.agent_id !== me) return null;
  return consulting
    ? `Leaving ends the consult. The caller stays with ${inText(initiator.name)}.`
    : `Leaving takes the transfer back. The caller stays with ${inText(initiator.name)}.`;
}

function leavingTheCall(call: CallDetail, me: string): string {
  const caller = inText(call.caller_name);
  const others = call.participants.filter(
    (participant) =>
      participant.kind !== "caller" &&
      participant.agent_id !== me &&
      participant.state === "present",
  );
  const [first] = others;
  if (!first) return "Leaving puts the caller back in the queue.";
  if (others.length > 1) {
    const agents = others.every(({ kind }) => kind === "agent");
    return `${caller} stays with the other${agents ? " agents" : "s"}.`;
  }
  return `${caller} stays with ${inText(first.name)}.`;
}
