import { ArrowRightLeft, Ear } from "lucide-react";
import type { ReactNode } from "react";
import { Timer } from "@/components/ui/timer";
import type { TransferView } from "@/lib/api/types";
import { asksSeveral } from "./names";
import { OfferList } from "./offer-list";
import { offersToShow } from "./offers";
import {
  pictureOf,
  type Scene,
  type TransferAction,
  type TransferPicture,
  viewpointOf,
} from "./picture";
import { RoomIdCopy } from "./room-id-copy";
import { Stepper } from "./steps";
import { TransferActions } from "./transfer-actions";

interface Props {
  /** The call's open transfer, or the last one that ended while this page watched. */
  transfer: TransferView | null;
  scene: Scene;
  /** The signed-in agent's id. */
  me: string;
  /** Why nothing can be done now (no connection), or null. */
  blocked: string | null;
  onAct: (action: TransferAction) => Promise<void>;
}

/** What the transfer is doing, who hears whom, and what can be done about it. */
export function TransferStatus({ transfer, scene, me, blocked, onAct }: Props) {
  if (!transfer) {
    return (
      <p className="text-muted text-sm">
        No transfer under way. Transfer hands the call and its briefing to another agent.
      </p>
    );
  }
  const picture = pictureOf(transfer, viewpointOf(transfer, me), scene);
  const offers = offersToShow(transfer);
  return (
    <div className="space-y-3">
      <Headline picture={picture} transfer={transfer} />
      {picture.hearing && (
        <p className="flex gap-2 text-sm">
          <Ear aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{picture.hearing}</span>
        </p>
      )}
      {picture.advice && <Advice tone={picture.tone}>{picture.advice}</Advice>}
      {offers.length > 0 && <OfferList offers={offers} />}
      {transfer.state === "offered" && !asksSeveral(transfer) && (
        <RoomIdCopy roomId={transfer.room_id} />
      )}
      <TransferActions
        transfer={transfer}
        actions={picture.actions}
        blocked={blocked}
        onAct={onAct}
      />
      {picture.tone !== "success" && <Stepper steps={picture.steps} />}
    </div>
  );
}

const TONE: Record<TransferPicture["tone"], string> = {
  progress: "text-accent-text",
  success: "text-live",
  trouble: "text-danger-text",
};

function Headline({ picture, transfer }: { picture: TransferPicture; transfer: TransferView }) {
  return (
    <div className="flex items-start gap-2">
      <ArrowRightLeft aria-hidden className={`mt-0.5 size-4 shrink-0 ${TONE[picture.tone]}`} />
      <p
        role="status"
        className="min-w-0 flex-1 font-semibold leading-snug [overflow-wrap:anywhere]"
      >
        {picture.headline}
      </p>
      {picture.open && transfer.deadline_at && (
        <span className="shrink-0 text-muted text-sm">
          <Timer until={transfer.deadline_at} /> left
        </span>
      )}
    </div>
  );
}

function Advice({ tone, children }: { tone: TransferPicture["tone"]; children: ReactNode }) {
  const colours = tone === "trouble" ? "bg-danger-soft text-ink" : "bg-accent-soft text-ink";
  return (
    <p className={`rounded-md px-3 py-2 text-sm [overflow-wrap:anywhere] ${colours}`}>{children}</p>
  );
}
