import { Check, X } from "lucide-react";
import type { Step, StepState } from "./steps-of";

const SAID: Record<StepState, string> = {
  done: "done",
  current: "now",
  todo: "to come",
  failed: "stopped here",
};

/** The transfer's states, one after the other as they fit; each says in words how it stands. */
export function Stepper({ steps }: { steps: readonly Step[] }) {
  return (
    <ol aria-label="Steps" className="flex flex-wrap gap-x-4 gap-y-1.5">
      {steps.map((step) => (
        <li
          key={step.id}
          aria-current={step.state === "current" ? "step" : undefined}
          className={`flex items-center gap-1.5 text-sm ${WORDS[step.state]}`}
        >
          <span
            aria-hidden
            className={`grid size-4.5 shrink-0 place-items-center rounded-full border ${MARK[step.state]}`}
          >
            {step.state === "done" && <Check className="size-3" strokeWidth={3} />}
            {step.state === "failed" && <X className="size-3" strokeWidth={3} />}
            {step.state === "current" && (
              <span className="size-2 animate-breathe rounded-full bg-accent-text" />
            )}
          </span>
          {step.label}
          <span className="sr-only">, {SAID[step.state]}</span>
        </li>
      ))}
    </ol>
  );
}

const WORDS: Record<StepState, string> = {
  done: "text-ink",
  current: "font-medium text-ink",
  todo: "text-muted",
  failed: "font-medium text-danger-text",
};

const MARK: Record<StepState, string> = {
  done: "border-live text-live",
  current: "border-accent-text",
  todo: "border-line-strong",
  failed: "border-danger-text text-danger-text",
};
