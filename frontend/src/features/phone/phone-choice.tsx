import { useId } from "react";
import type { PhoneInCall } from "./phones-in";

/** Which of the phones in the call the keys are for. */
export function PhoneChoice(props: {
  phones: readonly PhoneInCall[];
  chosen: string | undefined;
  onChoose: (participantId: string) => void;
}) {
  const id = useId();
  return (
    <fieldset className="mb-3 space-y-1 text-sm">
      <legend className="mb-1 font-medium">Send keys to</legend>
      {props.phones.map(({ participantId, name, number }) => (
        <label key={participantId} className="flex cursor-pointer items-center gap-2">
          <input
            type="radio"
            name={id}
            checked={participantId === props.chosen}
            onChange={() => props.onChoose(participantId)}
            className="size-4 shrink-0 accent-accent"
          />
          <span className="min-w-0 truncate">
            <bdi>{name}</bdi>
            {number && <span className="text-muted tabular-nums"> {number}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
