import { Check, KeyRound, Phone, Users } from "lucide-react";
import { PresenceDot } from "@/components/ui/presence";
import { type Destination, stateWords } from "./directory";

interface Props {
  id: string;
  destination: Destination;
  chosen: boolean;
  active: boolean;
  /** `beside`: not in the place of whom was chosen before. */
  onChoose: (beside: boolean) => void;
}

/** Somebody whom the call can go to, or why not. */
export function DestinationOption({ id, destination, chosen, active, onChoose }: Props) {
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
      onClick={(event) => onChoose(event.shiftKey)}
      className={`flex items-center gap-2.5 rounded-sm px-2 py-1.5 ${
        active ? "bg-accent-soft" : blocked ? "" : "hover:bg-sunken"
      } ${blocked ? "cursor-not-allowed text-muted" : "cursor-pointer"}`}
    >
      <span className="grid size-4 shrink-0 place-items-center">
        <Mark destination={destination} />
      </span>
      <span className="min-w-0 flex-1 truncate" title={destination.name}>
        <bdi className={blocked ? "" : "font-medium"}>{destination.name}</bdi>{" "}
        {beside(destination) && (
          <span className="ml-1 text-muted text-sm">
            <bdi>{beside(destination)}</bdi>
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

function Mark({ destination }: Pick<Props, "destination">) {
  switch (destination.kind) {
    case "open":
      return <KeyRound aria-hidden className="size-4 text-muted" />;
    case "phone":
      return <Phone aria-hidden className="size-4 text-muted" />;
    case "team":
      return <Users aria-hidden className="size-4 text-muted" />;
    case "agent":
      return <PresenceDot presence={destination.agent.presence} />;
  }
}

function beside(destination: Destination): string | null {
  if (destination.kind === "team") return "First to accept";
  return destination.kind === "agent" ? destination.agent.team : null;
}
