import { X } from "lucide-react";
import type { RecentNumber } from "./recent-numbers";

interface Props {
  numbers: readonly RecentNumber[];
  onUse: (number: RecentNumber) => void;
  onForget: (number: string) => void;
}

/** Phones that were called from here: a click takes one again, or has it forgotten. */
export function RecentNumberList({ numbers, onUse, onForget }: Props) {
  return (
    <ul aria-label="Recent numbers" className="flex flex-wrap gap-1.5">
      {numbers.map((one) => (
        <li
          key={one.number}
          className="flex max-w-full items-center rounded-full border border-line-strong bg-sunken text-xs"
        >
          <button
            type="button"
            aria-label={`Use ${one.name || "the number"} ${one.display}`}
            onClick={() => onUse(one)}
            className="h-7 min-w-0 truncate rounded-l-full pr-1 pl-2.5 hover:text-accent-text"
          >
            {one.name && <bdi className="font-medium">{one.name} </bdi>}
            <span className={one.name ? "text-muted" : "font-medium"}>{one.display}</span>
          </button>
          <button
            type="button"
            aria-label={`Forget ${one.name || "the number"} ${one.display}`}
            title="Forget this number"
            onClick={() => onForget(one.number)}
            className="grid size-7 shrink-0 place-items-center rounded-r-full text-muted hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </li>
      ))}
    </ul>
  );
}
