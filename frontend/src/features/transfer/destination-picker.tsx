import { Check, KeyRound, Search } from "lucide-react";
import { type RefObject, useEffect } from "react";
import { PresenceDot } from "@/components/ui/presence";
import { type Destination, stateWords } from "./directory";
import { optionId, useDestinationPicker } from "./use-destination-picker";

interface Props {
  all: readonly Destination[];
  chosenKey: string | null;
  /** What was typed to narrow the list. */
  query: string;
  onQuery: (query: string) => void;
  onChoose: (key: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Set when there is no choice that the form could be sent with. */
  problem: string | null;
}

/** Whom the call goes to: a field that filters, over a list that says who can take a call now. */
export function DestinationPicker({ inputRef, problem, ...choice }: Props) {
  const { chosenKey, query } = choice;
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
            placeholder="Name, team or presence"
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
          className="h-46 overflow-y-auto border-line border-t p-1"
        >
          {picker.shown.map((destination) => (
            <Option
              key={destination.key}
              id={optionId(picker.listId, destination.key)}
              destination={destination}
              chosen={destination.key === chosenKey}
              active={destination.key === picker.active?.key}
              onChoose={() => picker.choose(destination)}
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

interface OptionProps {
  id: string;
  destination: Destination;
  chosen: boolean;
  active: boolean;
  onChoose: () => void;
}

function Option({ id, destination, chosen, active, onChoose }: OptionProps) {
  const blocked = destination.blocked !== null;
  return (
    // The combobox keeps the focus and handles the keys; options are for the pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-disabled={blocked}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className={`flex items-center gap-2.5 rounded-sm px-2 py-1.5 ${
        active ? "bg-accent-soft" : blocked ? "" : "hover:bg-sunken"
      } ${blocked ? "cursor-not-allowed text-muted" : "cursor-pointer"}`}
    >
      {destination.kind === "open" ? (
        <KeyRound aria-hidden className="size-4 shrink-0 text-muted" />
      ) : (
        <span className="grid size-4 shrink-0 place-items-center">
          <PresenceDot presence={destination.agent.presence} />
        </span>
      )}
      <span className="min-w-0 flex-1 truncate" title={destination.name}>
        <bdi className={blocked ? "" : "font-medium"}>{destination.name}</bdi>
        {destination.kind === "agent" && destination.agent.team && (
          <span className="ml-2 text-muted text-sm">
            <bdi>{destination.agent.team}</bdi>
          </span>
        )}
      </span>
      <span className="shrink-0 text-muted text-sm">{stateWords(destination)}</span>
      <Check
        aria-hidden
        className={`size-4 shrink-0 text-accent-text ${chosen ? "" : "invisible max-sm:hidden"}`}
      />
    </div>
  );
}
