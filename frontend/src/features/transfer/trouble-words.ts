import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { asksSeveral, capital, type Names, sentences, type Viewpoint } from "./names";
import { wasAccepted } from "./steps-of";
import type { Words } from "./words";

const AGAIN = "Choose somebody else, or try again.";

/** How a transfer came to nothing, and what to do now. */
export function troubleWords(transfer: TransferView, viewpoint: Viewpoint, names: Names): Words {
  const { caller, initiator } = names;
  const hearing = viewpoint === "initiator" ? stays(transfer, caller) : null;
  switch (transfer.state) {
    case "declined":
      return {
        headline: declined(transfer, names),
        hearing,
        advice: sentences(declinedBecause(transfer), AGAIN),
      };
    case "no_answer":
      return { headline: notAnswered(transfer, names), hearing, advice: AGAIN };
    case "busy":
      return { headline: `${capital(names.target)} is busy`, hearing, advice: AGAIN };
    case "voicemail":
      return { headline: "A voicemail answered", hearing, advice: AGAIN };
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
        headline: "The transfer did not work",
        hearing,
        advice: sentences(addedReason(transfer), AGAIN),
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
  if (known) return `${capital(target)} did not answer`;
  if (!asksSeveral(transfer)) return "Nobody entered the room ID";
  return transfer.target.kind === "team"
    ? `Nobody of ${inText(transfer.target.name)} answered`
    : "Nobody answered";
}

/** Of several agents, the name belongs to what one of them said. */
function declinedBecause(transfer: TransferView): string | null {
  const why = addedReason(transfer);
  if (why === null) return null;
  return asksSeveral(transfer) ? transfer.reason : `The reason: ${why}`;
}

/**
 * What the server's sentence adds to the outcome: the agent's words after "declined: ", or what
 * failed. The other sentences only say the outcome again.
 */
export function addedReason({ state, reason }: TransferView): string | null {
  if (state === "failed") return reason;
  return (state === "declined" && reason?.split(" declined: ")[1]) || null;
}
