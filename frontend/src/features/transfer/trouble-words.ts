import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { asksSeveral, capital, type Names, sentences, type Viewpoint } from "./names";
import { phoneStep } from "./phone-steps";
import { wasAccepted } from "./steps-of";
import type { Words } from "./words";

const TRY_AGAIN = "Choose somebody else, or try again.";
const DIAL_AGAIN = "Dial again, or choose somebody else.";

/** How a transfer came to nothing, and what to do now. */
export function troubleWords(transfer: TransferView, viewpoint: Viewpoint, names: Names): Words {
  const { caller, initiator } = names;
  const again = transfer.target.phone ? DIAL_AGAIN : TRY_AGAIN;
  const because = sentences(addedReason(transfer), again);
  const hearing = viewpoint === "initiator" ? stays(transfer, caller) : null;
  switch (transfer.state) {
    case "declined":
      return {
        headline: declined(transfer, names),
        hearing,
        advice: sentences(declinedBecause(transfer), again),
      };
    case "no_answer":
      return { headline: notAnswered(transfer, names), hearing, advice: because };
    case "busy":
      return { headline: `${capital(names.target)} is busy`, hearing, advice: because };
    case "voicemail":
      return { headline: "A voicemail answered", hearing, advice: because };
    case "cancelled":
      return {
        headline:
          viewpoint === "initiator"
            ? "You cancelled the transfer"
            : `${capital(initiator)} cancelled the transfer`,
        hearing,
        advice: null,
      };
    case "caller_left":
      return { headline: `${caller} left the call`, hearing: null, advice: null };
    default:
      return {
        headline: failed(transfer, names),
        hearing,
        advice: because,
      };
  }
}

/** The caller was away from the initiator in a consult alone. */
function stays(transfer: TransferView, caller: string): string {
  const consulted = transfer.mode === "consult" && wasAccepted(transfer);
  return `${caller} is ${consulted ? "back" : "still"} with you.`;
}

function declined(transfer: TransferView, { target }: Names): string {
  if (!asksSeveral(transfer)) return `${capital(target)} declined`;
  return transfer.target.kind === "team"
    ? `Nobody of ${inText(transfer.target.name)} took the call`
    : "Nobody took the call";
}

function notAnswered(transfer: TransferView, { target, known }: Names): string {
  const { phone } = transfer.target;
  if (phone && phoneStep(transfer, phone) !== "ringing") {
    return `${capital(target)} did not take the call`;
  }
  if (known) return `${capital(target)} did not answer`;
  if (!asksSeveral(transfer)) return "Nobody entered the room ID";
  return transfer.target.kind === "team"
    ? `Nobody of ${inText(transfer.target.name)} answered`
    : "Nobody answered";
}

function failed(transfer: TransferView, { target }: Names): string {
  if (!transfer.target.phone || wasAccepted(transfer)) return "The transfer did not work";
  return `${capital(target)} could not be reached`;
}

/** Of several agents, the name belongs to what one of them said. */
function declinedBecause(transfer: TransferView): string | null {
  const why = addedReason(transfer);
  if (why === null) return null;
  if (transfer.target.phone) return why;
  return asksSeveral(transfer) ? transfer.reason : `The reason: ${why}`;
}

/** Sentences of the server about a phone that only name the outcome. */
const OUTCOME_AGAIN: ReadonlySet<string> = new Set([
  "The phone was not answered.",
  "The phone was not answered in time.",
  "The phone is busy.",
  "Whoever answered the phone declined.",
  "Voicemail answered.",
]);

/**
 * What the server's sentence adds to the outcome: the agent's words after "declined: ", what failed,
 * or how a phone came to nothing. The other sentences only say the outcome again.
 */
export function addedReason({ state, reason, target }: TransferView): string | null {
  if (state === "failed") return reason;
  if (target.phone) return reason && !OUTCOME_AGAIN.has(reason) ? reason : null;
  return (state === "declined" && reason?.split(" declined: ")[1]) || null;
}
