import { Volume2 } from "lucide-react";
import { useId } from "react";
import type { FactView } from "@/lib/api/types";
import { Facts } from "./briefing-field";
import { BRIEFING_LIMIT, secondsToSay, withSpokenFact, wordCount } from "./draft";

interface Props {
  text: string;
  /** Whether the agent has changed it; it no longer follows the live briefing then. */
  edited: boolean;
  facts: readonly FactView[];
  /** Who is called, in a sentence. */
  whom: string;
  onText: (text: string) => void;
  /** Goes back to the live briefing. */
  onFollow: () => void;
}

/** The briefing word for word as a voice reads it to whoever answers, to be changed at will. */
export function SpokenField({ text, edited, facts, whom, onText, onFollow }: Props) {
  const id = useId();
  const words = wordCount(text);
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-sm">
          Briefing, as it is spoken
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
        rows={4}
        maxLength={BRIEFING_LIMIT}
        value={text}
        onChange={(event) => onText(event.target.value)}
        aria-describedby={`${id}-around ${id}-count`}
        placeholder="What does whoever answers need to know?"
        className="mt-1 block w-full scroll-mb-24 resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-sm leading-relaxed placeholder:text-muted"
      />
      <div className="mt-2 flex items-start gap-3">
        <Facts text={text} facts={facts} onAdd={(fact) => onText(withSpokenFact(text, fact))} />
        <p id={`${id}-count`} className="ml-auto shrink-0 text-muted text-xs tabular-nums">
          {words} {words === 1 ? "word" : "words"} · {secondsToSay(text)} s to say
        </p>
      </div>
      <p id={`${id}-around`} className="mt-2 flex gap-2 text-muted text-sm">
        <Volume2 aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          Before it, {whom} hears who the call is for and who hands it over; after it: press 1 to
          accept, 2 to decline, 3 to hear it again.
        </span>
      </p>
    </div>
  );
}
