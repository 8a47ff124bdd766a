import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { type Destination, stateWords } from "./directory";

interface Props {
  chosen: readonly Destination[];
  inOrder: boolean;
  onInOrder: (inOrder: boolean) => void;
  onMove: (key: string, by: -1 | 1) => void;
  onRemove: (key: string) => void;
}

/** Several agents who are to be asked: all at once, or one after the other in an order of one's own. */
export function ChosenAgents({ chosen, inOrder, onInOrder, onMove, onRemove }: Props) {
  const id = useId();
  const { list, said, move } = useMoving(chosen, onMove);
  const List = inOrder ? "ol" : "ul";
  return (
    <div ref={list} className="rounded-md border border-line-strong">
      <fieldset className="flex flex-wrap gap-x-5 gap-y-1 px-3 py-2 text-sm">
        <legend className="sr-only">Ring them</legend>
        {[false, true].map((value) => (
          <label key={String(value)} className="flex cursor-pointer items-center gap-2">
            <input
              type="radio"
              name={id}
              checked={inOrder === value}
              onChange={() => onInOrder(value)}
              className="size-4 accent-accent"
            />
            {value ? "In this order" : "All at once"}
          </label>
        ))}
      </fieldset>
      <List aria-label="Chosen agents" className="border-t px-1 py-1">
        {chosen.map((one, index) => (
          <li key={one.key} className="flex items-center gap-1 pl-2 text-sm">
            {inOrder && <span className="w-5 text-muted tabular-nums">{index + 1}.</span>}
            <span
              className="min-w-0 flex-1 truncate text-left font-medium"
              title={one.name}
              dir="auto"
            >
              {one.name}
            </span>
            <span className="shrink-0 pr-1 text-muted text-xs">{stateWords(one)}</span>
            {inOrder && (
              <>
                <RowButton
                  label={`Ask ${one.name} earlier`}
                  mark={`${one.key}:-1`}
                  disabled={index === 0}
                  onClick={() => move(one, index, -1)}
                >
                  <ArrowUp aria-hidden className="size-4" />
                </RowButton>
                <RowButton
                  label={`Ask ${one.name} later`}
                  mark={`${one.key}:1`}
                  disabled={index === chosen.length - 1}
                  onClick={() => move(one, index, 1)}
                >
                  <ArrowDown aria-hidden className="size-4" />
                </RowButton>
              </>
            )}
            <RowButton label={`Do not ask ${one.name}`} onClick={() => onRemove(one.key)}>
              <X aria-hidden className="size-4" />
            </RowButton>
          </li>
        ))}
      </List>
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}

function RowButton(props: {
  label: string;
  /** What the button is found by after its row has moved. */
  mark?: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      data-mark={props.mark}
      // Stays where Tab finds it: a button that goes while it has the focus would drop it.
      aria-disabled={props.disabled || undefined}
      onClick={props.disabled ? undefined : props.onClick}
      className="grid size-9 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken hover:text-ink aria-disabled:cursor-not-allowed aria-disabled:opacity-40"
    >
      {props.children}
    </button>
  );
}

/** A row that moves takes its buttons along, and the focus with them. */
function useMoving(chosen: readonly Destination[], onMove: Props["onMove"]) {
  const list = useRef<HTMLDivElement>(null);
  const pressed = useRef<string | null>(null);
  const [said, setSaid] = useState("");

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the order has changed
  useEffect(() => {
    if (pressed.current === null) return;
    const selector = `[data-mark="${CSS.escape(pressed.current)}"]`;
    list.current?.querySelector<HTMLElement>(selector)?.focus();
    pressed.current = null;
  }, [chosen]);

  const move = (one: Destination, index: number, by: -1 | 1) => {
    pressed.current = `${one.key}:${by}`;
    setSaid(`${one.name} is number ${index + 1 + by} of ${chosen.length}.`);
    onMove(one.key, by);
  };
  return { list, said, move };
}
