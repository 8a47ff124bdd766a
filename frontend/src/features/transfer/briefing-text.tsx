import { Check, Plus } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { FactView } from "@/lib/api/types";
import { BRIEFING_LIMIT, tells, wordCount } from "./draft";

export interface BriefingProps {
  text: string;
  /** Whether the agent has changed it; it no longer follows the live briefing then. */
  edited: boolean;
  facts: readonly FactView[];
  onText: (text: string) => void;
  /** Goes back to the live briefing. */
  onFollow: () => void;
}

interface Props extends BriefingProps {
  label: string;
  placeholder: string;
  rows: number;
  /** The text with one more fact in it. */
  withFact: (text: string, fact: FactView) => string;
  /** Said behind the number of words. */
  length?: string;
  /** What comes around the briefing, if anything does. */
  around?: ReactNode;
}

/** A briefing to be changed at will, with the facts of the call to click into it. */
export function BriefingText({ text, edited, facts, onText, onFollow, ...shown }: Props) {
  const id = useId();
  const words = wordCount(text);
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-sm">
          {shown.label}
        </label>
        {edited && (
          <button
            type="button"
            onClick={onFollow}
            className="rounded-sm text-accent-text text-xs underline-offset-2 hover:underline"
          >
            Use the live one again
          </button>
        )}
      </div>
      <textarea
        id={id}
        dir="auto"
        rows={shown.rows}
        maxLength={BRIEFING_LIMIT}
        value={text}
        onChange={(event) => onText(event.target.value)}
        aria-describedby={shown.around ? `${id}-around ${id}-count` : `${id}-count`}
        placeholder={shown.placeholder}
        className="mt-1 block w-full scroll-mb-24 resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-sm leading-relaxed placeholder:text-muted"
      />
      <div className="mt-2 flex items-start gap-3">
        <Facts text={text} facts={facts} onAdd={(fact) => onText(shown.withFact(text, fact))} />
        <p id={`${id}-count`} className="ml-auto shrink-0 text-muted text-xs tabular-nums">
          {words} {words === 1 ? "word" : "words"}
          {shown.length}
        </p>
      </div>
      {shown.around && (
        <div id={`${id}-around`} className="mt-2">
          {shown.around}
        </div>
      )}
    </div>
  );
}

/** The facts of the call: those the text tells already, and those a click adds to it. */
function Facts({
  text,
  facts,
  onAdd,
}: Pick<BriefingProps, "text" | "facts"> & { onAdd: (fact: FactView) => void }) {
  if (facts.length === 0) return null;
  return (
    <ul aria-label="Facts" className="flex min-w-0 flex-wrap gap-1.5">
      {facts.map((fact) => {
        const told = tells(text, fact);
        const Icon = told ? Check : Plus;
        return (
          <li key={`${fact.label}:${fact.value}`} className="min-w-0">
            <button
              type="button"
              disabled={told}
              onClick={() => onAdd(fact)}
              title={told ? "In the briefing" : "Add to the briefing"}
              className="flex max-w-full items-center gap-1 rounded-full border border-line bg-sunken px-2 py-0.5 text-xs enabled:border-line-strong enabled:hover:border-accent-text"
            >
              <Icon aria-hidden className={`size-3 shrink-0 ${told ? "text-live" : ""}`} />
              <span className="truncate">
                <span className="text-muted">{fact.label}</span> {fact.value}
              </span>
              <span className="sr-only">
                {told ? ", in the briefing" : ", add to the briefing"}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
