import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Speaker } from "@/lib/speakers";
import { type Entry, isMissed } from "./merge";
import { MissedLine } from "./missed-line";
import { TurnBlock } from "./turn-block";
import { useFollow } from "./use-follow";

/** How long a line that was jumped to stays marked. */
const HIGHLIGHT_MS = 2500;

/** A wish to see a segment. Each wish is a new object, so that the same one can be asked for twice. */
export interface SegmentWish {
  segmentId: string;
}

interface Props {
  entries: readonly Entry[];
  speakers: ReadonlyMap<string, Speaker>;
  wish?: SegmentWish | null;
  /** Shown while nobody has said anything. */
  empty: string;
  /** Said after the last words, while it holds. */
  note?: string | null;
  /** Left out where nothing more will be said: it is read from the beginning then. */
  live?: boolean;
}

/** The conversation by speaker. The end stays in view until its reader scrolls back. */
export function Transcript({ entries, speakers, wish = null, empty, note, live = false }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const content = useMemo(() => [entries, note], [entries, note]);
  const { following, jumpToLatest } = useFollow(box, content, live);
  const highlighted = useWish(box, wish);

  return (
    <div className="relative min-h-0 flex-1">
      {/* Not read aloud as it grows: the agent is listening to the same words. */}
      <div
        ref={box}
        role="log"
        aria-label="Transcript"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain py-2 focus-visible:-outline-offset-2"
      >
        {entries.length === 0 && !note && <p className="px-4 py-3 text-muted text-sm">{empty}</p>}
        {entries.map((entry) =>
          isMissed(entry) ? (
            <MissedLine key={entry.key} startS={entry.startS} endS={entry.endS} />
          ) : (
            <TurnBlock
              key={entry.key}
              turn={entry}
              speaker={speakers.get(entry.identity)}
              highlighted={entry.lines.some((line) => line.id === highlighted) ? highlighted : null}
            />
          ),
        )}
        {note && <p className="px-4 py-3 text-muted text-sm">{note}</p>}
      </div>
      {live && !following && (
        <button
          type="button"
          onClick={jumpToLatest}
          className="-translate-x-1/2 absolute bottom-3 left-1/2 flex animate-appear items-center gap-1.5 rounded-full border border-line-strong bg-surface px-3 py-1.5 font-medium text-sm hover:bg-sunken"
        >
          <ArrowDown aria-hidden className="size-4" />
          Jump to latest
        </button>
      )}
    </div>
  );
}

/** Scrolls to the wished segment and says which one to mark for a moment. */
function useWish(box: React.RefObject<HTMLElement | null>, wish: SegmentWish | null) {
  const [highlighted, setHighlighted] = useState<string | null>(null);
  useEffect(() => {
    if (!wish) return;
    const selector = `[data-segment="${CSS.escape(wish.segmentId)}"]`;
    const line = box.current?.querySelector(selector);
    if (!line) return;
    line.scrollIntoView({ block: "center" });
    setHighlighted(wish.segmentId);
    const timer = setTimeout(() => setHighlighted(null), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [box, wish]);
  return highlighted;
}
