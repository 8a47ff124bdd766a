import type { FoundSegment } from "@/lib/api/types";
import { formatClock, formatDuration } from "@/lib/format/time";

/** One place where something was said: whose call and when, and the words around it. */
export function FoundLine({ found, onOpen }: { found: FoundSegment; onOpen: () => void }) {
  const { segment } = found;
  return (
    <button
      type="button"
      data-stop
      onClick={onOpen}
      className="block w-full rounded-md px-2 py-2 text-left hover:bg-sunken"
    >
      <span className="flex items-baseline gap-2 text-sm">
        <span className="min-w-0 flex-1 truncate">
          <bdi className="font-medium">{found.caller_name}</bdi>
          {found.topic && <bdi className="text-muted"> · {found.topic}</bdi>}
        </span>
        <span className="shrink-0 text-muted text-xs tabular-nums">
          {whenOf(found.call_created_at)} · {formatDuration(segment.start_s)}
        </span>
      </span>
      <span className="mt-0.5 line-clamp-2 text-sm [overflow-wrap:anywhere]" dir="auto">
        <span className="text-muted">{segment.speaker_name}: </span>
        {keyed(found).map(({ key, text, match }) =>
          match ? (
            <mark key={key} className="rounded-sm bg-wait-soft text-ink">
              {text}
            </mark>
          ) : (
            <span key={key}>{text}</span>
          ),
        )}
      </span>
    </button>
  );
}

/** The pieces, each with where it begins. */
function keyed(found: FoundSegment) {
  let at = 0;
  return found.pieces.map((piece) => {
    const key = at;
    at += piece.text.length;
    return { ...piece, key };
  });
}

function whenOf(iso: string): string {
  const day = new Date(iso);
  const today = day.toDateString() === new Date().toDateString();
  return today
    ? formatClock(iso)
    : day.toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}
