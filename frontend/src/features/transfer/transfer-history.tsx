import type { TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";
import { formatClock } from "@/lib/format/time";
import { addedReason } from "./picture";

const OUTCOME: Record<string, string> = {
  completed: "Completed",
  declined: "Declined",
  no_answer: "No answer",
  cancelled: "Cancelled",
  failed: "Failed",
  caller_left: "Caller left",
};

/** Every transfer of the call, oldest first: who handed over to whom, and how it ended. */
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
            </span>
            <time
              dateTime={transfer.created_at}
              className="shrink-0 text-muted text-xs tabular-nums"
            >
              {formatClock(transfer.created_at)}
            </time>
          </div>
          <p className={`text-xs ${outcomeColour(transfer)}`}>
            {isOpenTransfer(transfer) ? "Under way" : (OUTCOME[transfer.state] ?? transfer.state)}
            {addedReason(transfer) && <span className="text-muted">: {addedReason(transfer)}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}

function outcomeColour(transfer: TransferView): string {
  if (isOpenTransfer(transfer)) return "text-wait";
  return transfer.state === "completed" ? "text-live" : "text-muted";
}
