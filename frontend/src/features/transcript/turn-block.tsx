import { memo } from "react";
import { formatDuration } from "@/lib/format/time";
import type { Speaker } from "@/lib/speakers";
import type { Line, Turn } from "./merge";

interface Props {
  turn: Turn;
  speaker: Speaker | undefined;
  /** The segment to point out, when it is in this turn. */
  highlighted: string | null;
}

/** What one person said in one go, with their name written once. */
export const TurnBlock = memo(function TurnBlock({ turn, speaker, highlighted }: Props) {
  const name = speaker?.name ?? turn.name ?? "Unknown";
  const startS = turn.lines[0]?.startS ?? null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-4 py-1.5 [contain-intrinsic-size:auto_3rem] [content-visibility:auto] sm:grid-cols-[7.5rem_minmax(0,1fr)_auto]">
      <span
        className={`truncate font-medium text-sm leading-6 ${speaker?.hue.text ?? "text-muted"}`}
        title={name}
        dir="auto"
      >
        {name}
      </span>
      <p
        className="col-span-2 row-start-2 min-w-0 leading-6 [overflow-wrap:anywhere] sm:col-span-1 sm:col-start-2 sm:row-start-1"
        dir="auto"
      >
        {turn.private && (
          <span className="mr-2 whitespace-nowrap rounded-sm bg-sunken px-1.5 py-0.5 text-muted text-xs">
            without the caller
          </span>
        )}
        {turn.lines.map((line) => (
          <LineText key={line.id} line={line} highlighted={line.id === highlighted} />
        ))}
      </p>
      <span className="col-start-2 row-start-1 text-right text-muted text-xs tabular-nums leading-6 sm:col-start-3">
        {startS === null ? "now" : formatDuration(startS)}
      </span>
    </div>
  );
}, sameTurn);

function LineText({ line, highlighted }: { line: Line; highlighted: boolean }) {
  const partial = line.startS === null;
  return (
    <>
      <span
        data-segment={line.id}
        className={`rounded-sm transition-colors duration-300 ${
          highlighted ? "bg-wait-soft outline-2 outline-wait-soft" : ""
        } ${partial ? "text-muted italic" : ""}`}
      >
        {line.text}
        {partial && <span className="animate-breathe"> …</span>}
      </span>{" "}
    </>
  );
}

/** Turns are built anew on every event; only those that differ are drawn again. */
function sameTurn(before: Props, after: Props): boolean {
  return (
    before.highlighted === after.highlighted &&
    before.speaker?.name === after.speaker?.name &&
    before.speaker?.hue === after.speaker?.hue &&
    before.turn.private === after.turn.private &&
    before.turn.lines.length === after.turn.lines.length &&
    before.turn.lines.every((line, index) => {
      const other = after.turn.lines[index];
      return line.id === other?.id && line.text === other.text && line.startS === other.startS;
    })
  );
}
