import clsx from "clsx";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import type { TransferAction } from "./picture";

interface Props {
  transfer: TransferView;
  actions: readonly TransferAction[];
  /** Why nothing can be done now (no connection), or null. */
  blocked: string | null;
  /** Rejects when the server refuses, which is said elsewhere. */
  onAct: (action: TransferAction) => Promise<void>;
  /** Where there is little height: side by side as far as they fit; one alone is small. */
  compact?: boolean;
}

/** Long names take a second line. */
const SHAPE =
  "h-auto! min-w-0 px-1! py-1.5 text-sm! leading-tight whitespace-normal! [overflow-wrap:anywhere]";

/**
 * What can be done about a transfer under way: one next step, and the others smaller. Each keeps its
 * place while the initiator goes to and fro in a consult.
 */
export function TransferActions({ transfer, actions, blocked, onAct, compact = false }: Props) {
  const { pending, act } = usePending(transfer, onAct);
  if (actions.length === 0) return null;
  const small = compact && actions.length === 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form
    <div
      role="group"
      aria-label="Transfer controls"
      className={clsx(
        "gap-2",
        small ? "flex" : "grid",
        compact ? "grid-cols-[repeat(auto-fit,minmax(8rem,1fr))]" : "grid-cols-2",
      )}
    >
      {actions.map((action) => {
        const alone = !compact && (action === "bring_in" || action === "cancel");
        return (
          <Button
            key={action === "consult" ? "return" : action}
            tone={action === "bring_in" ? "primary" : "secondary"}
            className={clsx(SHAPE, small ? "px-3!" : "min-h-10", alone && "col-span-full")}
            pending={pending === action}
            disabled={blocked !== null || (pending !== null && pending !== action)}
            title={blocked ?? meaning(action, transfer)}
            aria-label={small ? label(action, transfer) : undefined}
            onClick={() => act(action)}
          >
            <span className="line-clamp-2 text-balance">
              {small && action === "cancel" ? "Cancel" : label(action, transfer)}
            </span>
          </Button>
        );
      })}
    </div>
  );
}

function label(action: TransferAction, transfer: TransferView): string {
  switch (action) {
    case "bring_in":
      return "Bring caller in";
    case "hand_over":
      return "Hand over";
    case "return":
      return "Return to caller";
    case "consult":
      return `Back to ${inText(transfer.target.name)}`;
    case "cancel":
      return "Cancel transfer";
  }
}

/** What a click does, for whoever hesitates over it. */
function meaning(action: TransferAction, transfer: TransferView): string {
  const caller = inText(transfer.caller_name);
  const target = inText(transfer.target.name);
  switch (action) {
    case "bring_in":
      return `${caller} joins you and ${target}.`;
    case "hand_over":
      return `${caller} goes to ${target}, and you are free.`;
    case "return":
      return `You talk with ${caller} again, and ${target} waits.`;
    case "consult":
      return `${caller} goes on hold, and you talk with ${target} again.`;
    case "cancel":
      return `${caller} stays with you.`;
  }
}

/** The action clicked, until the transfer has gone on or the server has refused. */
function usePending({ id, state }: TransferView, onAct: Props["onAct"]) {
  const [pending, setPending] = useState<TransferAction | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each state begins afresh
  useEffect(() => setPending(null), [id, state]);

  const act = (action: TransferAction) => {
    setPending(action);
    onAct(action).catch(() => setPending(null));
  };
  return { pending, act };
}
