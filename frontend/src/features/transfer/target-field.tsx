import { Plus } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { choose, isSeveral, moved, toggle, without } from "./choice";
import { ChosenAgents } from "./chosen-agents";
import { DestinationPicker } from "./destination-picker";
import type { Destination } from "./directory";
import type { TransferDraft } from "./draft";
import { PhoneChosen } from "./phone-chosen";

interface Props {
  all: readonly Destination[];
  /** Those of the draft, as they are now. */
  picked: readonly Destination[];
  draft: TransferDraft;
  onDraft: (draft: TransferDraft) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Set when there is no choice that the form could be sent with. */
  problem: string | null;
  /** What is to be said of a phone, once one is chosen. */
  phone: ReactNode;
}

/**
 * Whom the call goes to. One agent takes one Enter; more are added beside the first, and are asked
 * all at once or in an order.
 */
export function TargetField({ all, picked, draft, onDraft, inputRef, problem, phone }: Props) {
  const several = isSeveral(draft);
  const [first] = picked;
  const backToList = useBackToList(inputRef);
  if (first?.kind === "phone") {
    return (
      <div className="space-y-2">
        <PhoneChosen
          onChange={() => {
            backToList();
            onDraft({ ...draft, chosen: [], query: "" });
          }}
        />
        {phone}
      </div>
    );
  }
  return (
    <div className="space-y-2">
      <DestinationPicker
        all={several ? all.filter((one) => one.kind === "agent") : all}
        chosen={draft.chosen}
        several={several}
        query={draft.query}
        onQuery={(query) => onDraft({ ...draft, query })}
        onChoose={(one) => onDraft(choose(draft, one))}
        onToggle={(one) => onDraft(toggle(draft, one))}
        inputRef={inputRef}
        problem={problem}
      />
      {picked.length > 1 ? (
        <ChosenAgents
          chosen={picked}
          inOrder={draft.inOrder}
          onInOrder={(inOrder) => onDraft({ ...draft, inOrder })}
          onMove={(key, by) => onDraft(moved(draft, key, by))}
          onRemove={(key) => {
            onDraft(without(draft, key));
            inputRef.current?.focus();
          }}
        />
      ) : (
        <Button
          tone="quiet"
          size="sm"
          aria-pressed={draft.adding}
          disabled={first?.kind !== "agent"}
          className={draft.adding ? "bg-accent-soft! text-ink!" : ""}
          onClick={() => {
            onDraft({ ...draft, adding: !draft.adding, query: "" });
            inputRef.current?.focus();
          }}
        >
          <Plus aria-hidden className="size-4" />
          Add another agent
          <kbd aria-hidden className="ml-1 font-mono text-xs max-sm:hidden">
            Shift+Enter
          </kbd>
        </Button>
      )}
    </div>
  );
}

/** The list is not there before the next drawing, and then takes the focus. */
function useBackToList(inputRef: Props["inputRef"]): () => void {
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current || !inputRef.current) return;
    wanted.current = false;
    inputRef.current.focus();
  });
  return () => {
    wanted.current = true;
  };
}
