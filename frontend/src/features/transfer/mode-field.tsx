import { useId } from "react";
import type { TransferMode } from "@/lib/api/types";

interface Props {
  mode: TransferMode;
  onMode: (mode: TransferMode) => void;
  callerName: string;
  /** Who takes the call, in a sentence. */
  target: string;
}

const MODES: readonly TransferMode[] = ["introduce", "consult", "direct"];

const NAMES: Record<TransferMode, string> = {
  introduce: "Introduce",
  consult: "Consult first",
  direct: "Direct",
};

/** How the call is handed over, each way with what will happen. */
export function ModeField({ mode, onMode, callerName, target }: Props) {
  const id = useId();
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-sm">How</legend>
      <div className="divide-y overflow-hidden rounded-md border border-line-strong">
        {MODES.map((one) => (
          <label
            key={one}
            className="flex cursor-pointer items-start gap-2.5 px-3 py-2 text-sm has-checked:bg-accent-soft has-focus-visible:-outline-offset-2 has-focus-visible:outline-2 has-focus-visible:outline-accent-text"
          >
            <input
              type="radio"
              name={id}
              value={one}
              checked={mode === one}
              onChange={() => onMode(one)}
              aria-labelledby={`${id}-${one}`}
              aria-describedby={`${id}-${one}-means`}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="grid min-w-0 flex-1 sm:grid-cols-[6.5rem_minmax(0,1fr)] sm:gap-x-2">
              <span id={`${id}-${one}`} className="font-medium">
                {NAMES[one]}
              </span>
              <span
                id={`${id}-${one}-means`}
                className="text-muted text-pretty [overflow-wrap:anywhere]"
              >
                {meaning(one, callerName, target)}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function meaning(mode: TransferMode, caller: string, target: string): string {
  switch (mode) {
    case "introduce":
      return `You, ${caller} and ${target} talk, then you leave.`;
    case "consult":
      return `You talk with ${target} while ${caller} hears music, then decide.`;
    case "direct":
      return `${caller} goes over to ${target}, and you are free.`;
  }
}
