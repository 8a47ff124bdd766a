import { ArrowRightLeft, ChevronRight, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Timer } from "@/components/ui/timer";
import type { TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";
import { type AfterPhone, DialAgain } from "./dial-again";
import {
  pictureOf,
  type Scene,
  type TransferAction,
  type TransferPicture,
  type Viewpoint,
  viewpointOf,
} from "./picture";
import { TransferActions } from "./transfer-actions";

interface Props {
  /** The call's last transfer. */
  transfer: TransferView | null;
  scene: Scene;
  /** The signed-in agent's id. */
  me: string;
  /** Why nothing can be done now (no connection), or null. */
  blocked: string | null;
  onAct: (action: TransferAction) => Promise<void>;
  /** Shows the whole of it. */
  onOpen: () => void;
  afterPhone: AfterPhone;
}

/**
 * On a small screen, over the transcript: how the open transfer stands, with what can be done about
 * it and the way to the whole of it; once it came to nothing, why, until that is dismissed.
 */
export function TransferStrip(props: Props) {
  const { transfer, scene, me, blocked, onAct, onOpen } = props;
  const { watched, dismiss } = useWatched(transfer);
  const viewpoint = transfer && viewpointOf(transfer, me);
  const shown = transfer && viewpoint && watched && isNews(transfer, viewpoint) ? transfer : null;
  const picture = shown && viewpoint ? pictureOf(shown, viewpoint, scene) : null;
  const trouble = picture?.tone === "trouble";
  const controls = picture && shown && (
    <TransferActions
      compact
      transfer={shown}
      actions={picture.actions}
      blocked={blocked}
      onAct={onAct}
    />
  );
  const inLine = picture?.actions.length === 1;
  return (
    <div className={picture ? `${STRIP} ${trouble ? "bg-danger-soft" : "bg-accent-soft"}` : ""}>
      <div className={picture ? "flex items-start gap-2" : ""}>
        {picture && (
          <ArrowRightLeft
            aria-hidden
            className={`mt-0.5 size-4 shrink-0 ${trouble ? "text-danger-text" : "text-accent-text"}`}
          />
        )}
        {/* There before it has anything to say, or a screen reader may miss the first words. */}
        <p role="status" className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          {picture && <span className="font-medium">{picture.headline}</span>}
          {picture && beside(picture, scene)}
        </p>
        {picture && shown && <Time picture={picture} until={shown.deadline_at} />}
        {controls && inLine && <div className="-my-1 relative z-1 shrink-0">{controls}</div>}
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
      {controls && !inLine && <div className="relative z-1 mt-2 empty:hidden">{controls}</div>}
      {picture?.dialAgain && shown && (
        <div className="mt-2">
          <DialAgain key={shown.id} compact {...props.afterPhone} />
        </div>
      )}
    </div>
  );
}

function Time({ picture, until }: { picture: TransferPicture; until: string | null }) {
  if (picture.dialledSince) return <Timer since={picture.dialledSince} className="text-muted" />;
  return picture.open && until ? <Timer until={until} className="text-muted" /> : null;
}

const STRIP = "relative border-b px-4 py-2.5 text-sm";

/** What the headline alone does not say: why it failed; in a consult, who hears music. */
function beside({ tone, advice, hearing, actions }: TransferPicture, { held }: Scene) {
  if (tone === "trouble") return advice && `. ${advice}`;
  return held && actions.length > 1 ? `. ${hearing}` : null;
}

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
