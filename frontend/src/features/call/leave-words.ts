import type { CallView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";

/** What leaving would do to the caller, said before the click. */
export function leaveWords(call: CallView, me: string): string {
  const caller = inText(call.caller_name);
  const others = call.participants.filter(
    (participant) =>
      participant.kind === "agent" &&
      participant.agent_id !== me &&
      participant.state === "present",
  );
  const [first] = others;
  if (!first) return "Leaving puts the caller back in the queue.";
  if (others.length > 1) return `${caller} stays with the other agents.`;
  return `${caller} stays with ${inText(first.name)}.`;
}
