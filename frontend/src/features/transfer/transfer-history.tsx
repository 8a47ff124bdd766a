import type { TransferState, TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { isOpenTransfer } from "@/lib/events/reducers";
import { formatClock } from "@/lib/format/time";
import { asksSeveral } from "./names";
import { OFFER_WORDS } from "./offers";
import { givenName } from "./phone-words";
import { addedReason } from "./trouble-words";

const OUTCOME: Partial<Record<TransferState, string>> = {
  completed: "Completed",
  declined: "Declined",
  no_answer: "No answer",
  busy: "Busy",
  voicemail: "Voicemail",
  cancelled: "Cancelled",
  failed: "Failed",
  caller_left: "Caller left",
};

const MODE: Record<TransferView["mode"], string> = {
  introduce: "Introduced",
  consult: "Consulted first",
  direct: "Direct",
};

/** Every transfer of the call, oldest first: who handed over to whom, how, and how it ended. */
export function TransferHistory({ transfers }: { transfers: readonly TransferView[] }) {
  return (
    <ul aria-label="Transfer history" className="space-y-2">
      {transfers.length === 0 && <li className="text-muted text-sm">No transfers yet.</li>}
      {transfers.map((transfer) => (
        <li key={transfer.id} className="text-sm">
          <div className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              <bdi>{transfer.initiator.name}</bdi>
              <span className="text-muted"> to </span>
              <bdi>{transfer.target.name}</bdi>
              <PhoneNumber transfer={transfer} />
            </span>
            <time
              dateTime={transfer.created_at}
              className="shrink-0 text-muted text-xs tabular-nums"
            >
              {formatClock(transfer.created_at)}
            </time>
          </div>
          <p className={`text-xs [overflow-wrap:anywhere] ${outcomeColour(transfer)}`}>
            {isOpenTransfer(transfer) ? "Under way" : (OUTCOME[transfer.state] ?? transfer.state)}
            <span className="text-muted">{beside(transfer)}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Beside the name that stands for it. */
function PhoneNumber({ transfer }: { transfer: TransferView }) {
  const { phone } = transfer.target;
  if (!phone || !givenName(transfer)) return null;
  return <span className="text-muted tabular-nums"> {phone.display}</span>;
}

/** How the call was handed over, or why it was not. */
function beside(transfer: TransferView): string {
  if (isOpenTransfer(transfer)) return "";
  if (transfer.state === "completed") return ` · ${MODE[transfer.mode]}`;
  const why = asksSeveral(transfer) ? whatEachSaid(transfer) : addedReason(transfer);
  return why ? `: ${why}` : "";
}

function whatEachSaid({ target }: TransferView): string {
  return target.offers
    .filter((offer) => offer.state !== "withdrawn")
    .map((offer) => `${inText(offer.name)} ${OFFER_WORDS[offer.state].toLowerCase()}`)
    .join(", ");
}

function outcomeColour(transfer: TransferView): string {
  if (isOpenTransfer(transfer)) return "text-wait";
  return transfer.state === "completed" ? "text-live" : "text-muted";
}
