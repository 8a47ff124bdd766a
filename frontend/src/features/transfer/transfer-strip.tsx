import { ArrowRightLeft, ChevronRight, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Timer } from "@/components/ui/timer";
import type { TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";
import { pictureOf, type Viewpoint, viewpointOf } from "./picture";

interface Props {
  /** The call's last transfer. */
  transfer: TransferView | null;
  /** The signed-in agent's id. */
  me: string;
  onOpen: () => void;
}

/**
 * On a small screen, over the transcript: how the open transfer stands, with the way to the whole of
 * it; once it came to nothing, why, until that is dismissed.
 */
export function TransferStrip({ transfer, me, onOpen }: Props) {
  const { watched, dismiss } = useWatched(transfer);
  const viewpoint = transfer && viewpointOf(transfer, me);
  const shown = transfer && viewpoint && watched && isNews(transfer, viewpoint) ? transfer : null;
  const picture = shown && viewpoint ? pictureOf(shown, viewpoint) : null;
  const trouble = picture?.tone === "trouble";
  return (
    <div className={picture ? `${STRIP} ${trouble ? "bg-danger-soft" : "bg-accent-soft"}` : ""}>
      {picture && (
        <ArrowRightLeft
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 ${trouble ? "text-danger-text" : "text-accent-text"}`}
        />
      )}
      {/* There before it has anything to say, or a screen reader may miss the first words. */}
      <p role="status" className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {picture && <span className="font-medium">{picture.headline}</span>}
        {trouble && picture.advice && `. ${picture.advice}`}
      </p>
      {picture?.open && shown?.deadline_at && (
        <Timer until={shown.deadline_at} className="text-muted" />
      )}
      {picture?.open && (
        <StripButton label="Show the transfer" onClick={onOpen} whole>
          <ChevronRight aria-hidden className="size-4" />
        </StripButton>
      )}
      {picture && !picture.open && (
        <StripButton label="Dismiss" onClick={dismiss}>
          <X aria-hidden className="size-4" />
        </StripButton>
      )}
    </div>
  );
}

const STRIP = "relative flex items-start gap-2 border-b px-4 py-2.5 text-sm";

function StripButton(props: {
  label: string;
  onClick: () => void;
  /** A click anywhere on the strip counts. */
  whole?: boolean;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={props.label}
      onClick={props.onClick}
      className={`-mx-1 -my-0.5 shrink-0 rounded-sm p-1 text-muted hover:text-ink ${
        props.whole ? "after:absolute after:inset-0" : ""
      }`}
    >
      {props.children}
    </button>
  );
}

/** Whoever cancelled it knows that it is over. */
function isNews(transfer: TransferView, viewpoint: Viewpoint): boolean {
  if (isOpenTransfer(transfer)) return true;
  if (transfer.state === "completed") return false;
  return transfer.state !== "cancelled" || viewpoint !== "initiator";
}

/** Whether the transfer was open while this page watched; what ended before is no news. */
function useWatched(transfer: TransferView | null) {
  const open = transfer !== null && isOpenTransfer(transfer);
  const id = transfer?.id ?? null;
  const [watchedId, setWatchedId] = useState<string | null>(null);
  useEffect(() => {
    if (open) setWatchedId(id);
  }, [open, id]);
  return { watched: open || watchedId === id, dismiss: () => setWatchedId(null) };
}
