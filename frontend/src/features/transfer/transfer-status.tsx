import { ArrowRightLeft, Ear } from "lucide-react";
import type { ReactNode } from "react";
import { Timer } from "@/components/ui/timer";
import type { TransferView } from "@/lib/api/types";
import { type AfterPhone, DialAgain } from "./dial-again";
import { asksSeveral } from "./names";
import { OfferList } from "./offer-list";
import { offersToShow } from "./offers";
import { PhoneLine } from "./phone-line";
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
  afterPhone: AfterPhone;
}

/** What the transfer is doing, who hears whom, and what can be done about it. */
export function TransferStatus({ transfer, scene, me, blocked, onAct, afterPhone }: Props) {
  if (!transfer) {
    return (
      <p className="text-muted text-sm">
        No transfer under way. Transfer hands the call and its briefing to another agent, or to a
        phone.
      </p>
    );
  }
  const picture = pictureOf(transfer, viewpointOf(transfer, me), scene);
  const offers = offersToShow(transfer);
  return (
    <div className="space-y-3">
      <Headline picture={picture} transfer={transfer} />
      <PhoneLine transfer={transfer} />
      {picture.hearing && (
        <p className="flex gap-2 text-sm">
          <Ear aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{picture.hearing}</span>
        </p>
      )}
      {picture.advice && <Advice tone={picture.tone}>{picture.advice}</Advice>}
      {offers.length > 0 && <OfferList offers={offers} />}
      {isByRoomId(transfer) && <RoomIdCopy roomId={transfer.room_id} />}
      <TransferActions
        transfer={transfer}
        actions={picture.actions}
        blocked={blocked}
        onAct={onAct}
      />
      {picture.dialAgain && <DialAgain key={transfer.id} {...afterPhone} />}
      {picture.tone !== "success" && <Stepper steps={picture.steps} />}
    </div>
  );
}

/** An agent can take such a transfer by its room ID, whoever it rings for. */
function isByRoomId(transfer: TransferView): boolean {
  return transfer.state === "offered" && !asksSeveral(transfer) && !transfer.target.phone;
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
      <Time picture={picture} until={transfer.deadline_at} />
    </div>
  );
}

/** How long a phone has been dialled, or how long the state may still last. */
function Time({ picture, until }: { picture: TransferPicture; until: string | null }) {
  const { open, dialledSince } = picture;
  if (dialledSince) return <Timer since={dialledSince} className="shrink-0 text-muted text-sm" />;
  if (!open || !until) return null;
  return (
    <span className="shrink-0 text-muted text-sm">
      <Timer until={until} /> left
    </span>
  );
}

function Advice({ tone, children }: { tone: TransferPicture["tone"]; children: ReactNode }) {
  const colours = tone === "trouble" ? "bg-danger-soft text-ink" : "bg-accent-soft text-ink";
  return (
    <p className={`rounded-md px-3 py-2 text-sm [overflow-wrap:anywhere] ${colours}`}>{children}</p>
  );
}
