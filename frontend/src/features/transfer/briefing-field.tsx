import { Check, Plus } from "lucide-react";
import { useId } from "react";
import type { FactView } from "@/lib/api/types";
import { BRIEFING_LIMIT, tells, withFact, wordCount } from "./draft";

interface Props {
  text: string;
  /** Whether the agent has changed it; it no longer follows the live briefing then. */
  edited: boolean;
  facts: readonly FactView[];
  onText: (text: string) => void;
  /** Goes back to the live briefing. */
  onFollow: () => void;
}

/** What the next agent is told: the live briefing, to be changed at will. */
export function BriefingField({ text, edited, facts, onText, onFollow }: Props) {
  const id = useId();
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-sm">
          Briefing
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
        rows={5}
        maxLength={BRIEFING_LIMIT}
        value={text}
        onChange={(event) => onText(event.target.value)}
        aria-describedby={`${id}-count`}
        placeholder="What does the next agent need to know?"
        className="mt-1 block w-full scroll-mb-24 resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-sm leading-relaxed placeholder:text-muted"
      />
      <div className="mt-2 flex items-start gap-3">
        <Facts text={text} facts={facts} onAdd={(fact) => onText(withFact(text, fact))} />
        <p id={`${id}-count`} className="ml-auto shrink-0 text-muted text-xs tabular-nums">
          {wordCount(text)} {wordCount(text) === 1 ? "word" : "words"}
        </p>
      </div>
    </div>
  );
}

/** The facts of the call: those the text tells already, and those a click adds to it. */
export function Facts({
  text,
  facts,
  onAdd,
}: Pick<Props, "text" | "facts"> & { onAdd: (fact: FactView) => void }) {
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
