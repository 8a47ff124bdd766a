import clsx from "clsx";
import type { StatusText } from "./caller-state";

const TONES: Record<StatusText, string> = {
  "Waiting for an agent": "bg-wait-soft text-wait",
  "On hold": "bg-wait-soft text-wait",
  Connected: "bg-live-soft text-live",
  "Being transferred": "bg-accent-soft text-accent-text",
  Reconnecting: "bg-wait-soft text-wait",
  "Call ended": "bg-sunken text-muted",
};

/** What the line is doing. The element's text is the status and nothing else. */
export function StatusLine({ status }: { status: StatusText }) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-2 rounded-full px-3 py-1 font-medium text-sm transition-colors duration-150",
        TONES[status],
      )}
    >
      <span aria-hidden className="size-2 rounded-full bg-current" />
      <span role="status">{status}</span>
    </span>
  );
}
