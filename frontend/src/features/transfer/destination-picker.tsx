import { Search } from "lucide-react";
import { type RefObject, useEffect } from "react";
import { DestinationOption } from "./destination-option";
import type { Destination } from "./directory";
import { optionId, useDestinationPicker } from "./use-destination-picker";

interface Props {
  all: readonly Destination[];
  chosen: readonly string[];
  /** More than one agent may be chosen. */
  several: boolean;
  /** What was typed to narrow the list. */
  query: string;
  onQuery: (query: string) => void;
  onChoose: (destination: Destination) => void;
  /** Beside those chosen, not in their place. */
  onToggle: (destination: Destination) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Set when there is no choice that the form could be sent with. */
  problem: string | null;
}

/** Whom the call goes to: a field that filters, over a list that says who can take a call now. */
export function DestinationPicker({ inputRef, problem, several, ...choice }: Props) {
  const { chosen, query } = choice;
  const picker = useDestinationPicker(choice);
  const activeId = picker.active ? optionId(picker.listId, picker.active.key) : undefined;

  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  return (
    <div>
      <label htmlFor={`${picker.listId}-input`} className="font-medium text-sm">
        Transfer to
      </label>
      <div className="relative mt-1 overflow-hidden rounded-md border border-line-strong focus-within:outline-2 focus-within:outline-accent-text">
        <div className="flex items-center gap-2 px-3">
          <Search aria-hidden className="size-4 shrink-0 text-muted" />
          <input
            ref={inputRef}
            id={`${picker.listId}-input`}
            role="combobox"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls={picker.listId}
            aria-activedescendant={activeId}
            aria-invalid={problem !== null}
            aria-describedby={problem ? `${picker.listId}-problem` : undefined}
            autoComplete="off"
            spellCheck={false}
            placeholder={several ? "Another agent" : "Name, team or phone number"}
            value={query}
            onChange={(event) => picker.type(event.target.value)}
            onKeyDown={picker.onKeyDown}
            onBlur={picker.onBlur}
            className="h-10 w-full bg-transparent outline-none placeholder:text-muted"
          />
        </div>
        <div
          id={picker.listId}
          role="listbox"
          aria-label="Who can take the call"
          aria-multiselectable={several || undefined}
          className="h-46 overflow-y-auto border-line border-t p-1"
        >
          {picker.shown.map((destination) => (
            <DestinationOption
              key={destination.key}
              id={optionId(picker.listId, destination.key)}
              destination={destination}
              chosen={chosen.includes(destination.key)}
              active={destination.key === picker.active?.key}
              onChoose={(beside) => picker.pick(destination, beside)}
            />
          ))}
        </div>
        {picker.shown.length === 0 && (
          <p className="absolute inset-x-3 top-13 text-muted text-sm">
            Nobody matches. Try a shorter name.
          </p>
        )}
      </div>
      {problem && (
        <p id={`${picker.listId}-problem`} role="alert" className="mt-1 text-danger-text text-sm">
          {problem}
        </p>
      )}
    </div>
  );
}
