import { Plus } from "lucide-react";
import type { RefObject } from "react";
import { Button } from "@/components/ui/button";
import { choose, isSeveral, moved, toggle, without } from "./choice";
import { ChosenAgents } from "./chosen-agents";
import { DestinationPicker } from "./destination-picker";
import type { Destination } from "./directory";
import type { TransferDraft } from "./draft";

interface Props {
  all: readonly Destination[];
  /** Those of the draft, as they are now. */
  picked: readonly Destination[];
  draft: TransferDraft;
  onDraft: (draft: TransferDraft) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Set when there is no choice that the form could be sent with. */
  problem: string | null;
}

/**
 * Whom the call goes to. One agent takes one Enter; more are added beside the first, and are asked
 * all at once or in an order.
 */
export function TargetField({ all, picked, draft, onDraft, inputRef, problem }: Props) {
  const several = isSeveral(draft);
  const [first] = picked;
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
