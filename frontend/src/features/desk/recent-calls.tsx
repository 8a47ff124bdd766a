import { ChevronRight } from "lucide-react";
import type { CallView } from "@/lib/api/types";
import { formatClock, formatDuration } from "@/lib/format/time";
import { callerNumber } from "@/lib/phone";

interface Props {
  calls: readonly CallView[];
  onOpen: (call: CallView) => void;
}

/** Calls that have ended, the latest first; each opens with what was said. */
export function RecentCalls({ calls, onOpen }: Props) {
  return (
    <section aria-label="Recent calls" className="flex min-h-0 flex-col border-t">
      <h2 className="px-4 pt-3 pb-1.5 font-semibold text-sm">Recent</h2>
      {calls.length === 0 && (
        <p className="px-4 pb-3 text-muted text-sm">Calls that have ended appear here.</p>
      )}
      <ul className="min-h-0 overflow-y-auto px-2 pb-2">
        {calls.map((call) => (
          <li key={call.id}>
            <button
              type="button"
              onClick={() => onOpen(call)}
              className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-sunken"
            >
              <span
                className="min-w-0 flex-1 truncate"
                title={[call.caller_name, callerNumber(call)].filter(Boolean).join(", ")}
              >
                <bdi>{call.caller_name}</bdi>
              </span>
              <span className="shrink-0 text-muted text-xs tabular-nums">
                {formatClock(call.created_at)} · {lengthOf(call)}
              </span>
              <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lengthOf(call: CallView): string {
  if (!call.ended_at) return "";
  return formatDuration((Date.parse(call.ended_at) - Date.parse(call.created_at)) / 1000);
}
