import { type KeyboardEvent, useId, useState } from "react";
import { type Destination, matching } from "./directory";
import { looksLikeNumber } from "./phone-number";

interface Options {
  all: readonly Destination[];
  chosen: readonly string[];
  query: string;
  onQuery: (query: string) => void;
  onChoose: (destination: Destination) => void;
  /** Beside those chosen, not in their place. */
  onToggle: (destination: Destination) => void;
}

/**
 * The "Transfer to" combobox: typing narrows the list and points at the first who can take
 * the call; arrows move the pointer past those who cannot; Enter, a click, or going on to the
 * next field chooses; with Shift beside whom was chosen before.
 */
export function useDestinationPicker(options: Options) {
  const { all, chosen, query, onQuery, onChoose, onToggle } = options;
  const listId = useId();
  const [pointed, setPointed] = useState<string | null>(chosen.at(-1) ?? null);
  const shown = matching(all, query);
  const choosable = shown.filter((one) => one.blocked === null);
  const active = choosable.find((one) => one.key === pointed) ?? null;

  // Nobody who matched could take the call as it was typed: the first who can later is pointed at.
  if (pointed === null && query.trim() !== "" && choosable[0]) setPointed(choosable[0].key);

  const type = (text: string) => {
    onQuery(text);
    const first = matching(all, text).find((one) => one.blocked === null);
    setPointed(text.trim() === "" ? (chosen.at(-1) ?? null) : (first?.key ?? null));
  };

  const step = (by: number) => {
    const from = choosable.findIndex((one) => one.key === pointed);
    const to = from < 0 && by < 0 ? choosable.length - 1 : from + by;
    const next = choosable[Math.min(Math.max(to, 0), choosable.length - 1)];
    if (next) setPointed(next.key);
  };

  const pick = (destination: Destination, beside = false) => {
    if (destination.blocked !== null) return;
    setPointed(destination.key);
    if (beside) onToggle(destination);
    else onChoose(destination);
  };

  /** Digits typed again are those of another phone. */
  const isChosen = ({ key, kind }: Destination) =>
    chosen.includes(key) && !(kind === "phone" && looksLikeNumber(query));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      if (active) pick(active, true);
    } else if (event.key === "Enter" && active && !isChosen(active)) {
      // The first Enter chooses; the next one, on what is chosen, starts the transfer.
      event.preventDefault();
      pick(active);
    }
  };

  /** What was typed and pointed at, but not confirmed, counts as chosen when the field is left. */
  const onBlur = () => {
    if (query.trim() === "" || !active || isChosen(active)) return;
    // A phone brings fields of its own, and nothing may move under a click that goes elsewhere.
    if (active.kind !== "phone") pick(active);
  };

  return { listId, type, shown, active, pick, onKeyDown, onBlur };
}

export function optionId(listId: string, key: string): string {
  return `${listId}-${key}`;
}
