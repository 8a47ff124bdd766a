import { ArrowUpRight, Check, Circle } from "lucide-react";
import type { BriefingView, ChangeView, FactView } from "@/lib/api/types";
import { formatDuration } from "@/lib/format/time";
import { ChangedText } from "./changed-text";
import { Notes } from "./notes";

interface Props {
  briefing: BriefingView;
  /** Seconds since the call's start when a segment was said; null when it is not known here. */
  timeOf?: (segmentId: string) => number | null;
  /** Shows where a fact was said. Without it facts are plain text. */
  onShowSegment?: (segmentId: string) => void;
  /** Shows also what agents took out of it. */
  withRemoved?: boolean;
}

/** What the next agent must know, as a card's content. An agent's own words come before the structure. */
export function BriefingBody({ briefing, timeOf, onShowSegment, withRemoved }: Props) {
  return (
    <div className="space-y-3 [overflow-wrap:anywhere]" dir="auto">
      {briefing.edited ? (
        <ChangedText changes={changesOf(briefing)} withRemoved={withRemoved} />
      ) : (
        <Written briefing={briefing} />
      )}
      <Notes notes={briefing.notes} />
      {briefing.facts.length > 0 && (
        <ul aria-label="Facts" className="space-y-0.5 text-sm">
          {briefing.facts.map((fact) => (
            <li key={`${fact.label}:${fact.value}`}>
              <Fact fact={fact} timeOf={timeOf} onShowSegment={onShowSegment} />
            </li>
          ))}
        </ul>
      )}
      {!briefing.edited && (
        <>
          <Points title="Done" items={briefing.done} done />
          <Points title="Open" items={briefing.open} />
        </>
      )}
    </div>
  );
}

/** One edited before changes were marked has none. */
function changesOf({ changes, text }: BriefingView): ChangeView[] {
  return changes.length > 0 ? changes : [{ kind: "same", text }];
}

function Written({ briefing }: { briefing: BriefingView }) {
  return (
    <div>
      <p className="font-semibold leading-snug">{briefing.headline}</p>
      {briefing.reason && briefing.reason !== briefing.headline && (
        <p className="mt-1 text-muted text-sm">{briefing.reason}</p>
      )}
    </div>
  );
}

function Fact({
  fact,
  timeOf,
  onShowSegment,
}: { fact: FactView } & Pick<Props, "timeOf" | "onShowSegment">) {
  const said = fact.segment_id === null ? null : (timeOf?.(fact.segment_id) ?? null);
  const words = (
    <>
      <span className="text-muted">{fact.label}</span>{" "}
      <span className="font-medium">{fact.value}</span>
    </>
  );
  const { segment_id: segmentId } = fact;
  if (segmentId === null || said === null || !onShowSegment) {
    return <p className="py-1">{words}</p>;
  }
  return (
    <button
      type="button"
      onClick={() => onShowSegment(segmentId)}
      title="Show where this was said"
      className="-mx-2 flex w-[calc(100%+1rem)] items-baseline gap-2 rounded-md px-2 py-1 text-left hover:bg-sunken"
    >
      <span className="min-w-0 flex-1">{words}</span>
      <span className="flex shrink-0 items-center gap-0.5 text-accent-text text-xs tabular-nums">
        <ArrowUpRight aria-hidden className="size-3.5" />
        <span className="sr-only">said at </span>
        {formatDuration(said)}
      </span>
    </button>
  );
}

function Points({
  title,
  items,
  done = false,
}: {
  title: string;
  items: string[];
  done?: boolean;
}) {
  if (items.length === 0) return null;
  const Icon = done ? Check : Circle;
  return (
    <div>
      <h3 className="font-medium text-muted text-xs">{title}</h3>
      <ul className="mt-1 space-y-1 text-sm">
        {items.map((item) => (
          <li key={item} className="flex gap-2">
            <Icon
              aria-hidden
              className={`mt-0.5 size-3.5 shrink-0 translate-y-0.5 ${done ? "text-live" : "text-wait"}`}
            />
            <span className="min-w-0">{item}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
