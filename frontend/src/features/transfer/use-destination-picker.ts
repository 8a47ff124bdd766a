import { type KeyboardEvent, useId, useState } from "react";
import { type Destination, matching } from "./directory";

interface Options {
  all: readonly Destination[];
  chosenKey: string | null;
  query: string;
  onQuery: (query: string) => void;
  onChoose: (key: string) => void;
}

/**
 * The "Transfer to" combobox: typing narrows the list and points at the first who can take
 * the call; arrows move the pointer past those who cannot; Enter, a click, or going on to the
 * next field chooses.
 */
export function useDestinationPicker({ all, chosenKey, query, onQuery, onChoose }: Options) {
  const listId = useId();
  const [pointed, setPointed] = useState<string | null>(chosenKey);
  const shown = matching(all, query);
  const choosable = shown.filter((one) => one.blocked === null);
  const active = choosable.find((one) => one.key === pointed) ?? null;

  // Nobody who matched could take the call as it was typed: the first who can later is pointed at.
  if (pointed === null && query.trim() !== "" && choosable[0]) setPointed(choosable[0].key);

  const type = (text: string) => {
    onQuery(text);
    const first = matching(all, text).find((one) => one.blocked === null);
    setPointed(text.trim() === "" ? chosenKey : (first?.key ?? null));
  };

  const step = (by: number) => {
    const from = choosable.findIndex((one) => one.key === pointed);
    const to = from < 0 && by < 0 ? choosable.length - 1 : from + by;
    const next = choosable[Math.min(Math.max(to, 0), choosable.length - 1)];
    if (next) setPointed(next.key);
  };

  const choose = (destination: Destination) => {
    if (destination.blocked !== null) return;
    setPointed(destination.key);
    onChoose(destination.key);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active && active.key !== chosenKey) {
      // The first Enter chooses; the next one, on what is chosen, starts the transfer.
      event.preventDefault();
      choose(active);
    }
  };

  /** What was typed and pointed at, but not confirmed, counts as chosen when the field is left. */
  const onBlur = () => {
    if (query.trim() !== "" && active) choose(active);
  };

  return { listId, type, shown, active, choose, onKeyDown, onBlur };
}

export function optionId(listId: string, key: string): string {
  return `${listId}-${key}`;
}
