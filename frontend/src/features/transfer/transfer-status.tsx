import { ArrowRightLeft, Ear } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Timer } from "@/components/ui/timer";
import type { TransferView } from "@/lib/api/types";
import { pictureOf, type TransferPicture, viewpointOf } from "./picture";
import { RoomIdCopy } from "./room-id-copy";
import { Stepper } from "./steps";

interface Props {
  /** The call's open transfer, or the last one that ended while this page watched. */
  transfer: TransferView | null;
  /** The signed-in agent's id. */
  me: string;
  /** Why nothing can be done now (no connection), or null. */
  blocked: string | null;
  onCancel: () => Promise<void>;
}

/** What the transfer is doing, who hears whom, and what can be done about it. */
export function TransferStatus({ transfer, me, blocked, onCancel }: Props) {
  if (!transfer) {
    return (
      <p className="text-muted text-sm">
        No transfer under way. Transfer hands the call and its briefing to another agent.
      </p>
    );
  }
  const picture = pictureOf(transfer, viewpointOf(transfer, me));
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
      {picture.tone !== "success" && <Stepper steps={picture.steps} />}
      {picture.open && transfer.state === "offered" && <RoomIdCopy roomId={transfer.room_id} />}
      {picture.canCancel && <CancelTransfer blocked={blocked} onCancel={onCancel} />}
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

function CancelTransfer({ blocked, onCancel }: Pick<Props, "blocked" | "onCancel">) {
  const [pending, setPending] = useState(false);
  return (
    <Button
      tone="secondary"
      className="w-full"
      pending={pending}
      disabled={blocked !== null}
      title={blocked ?? undefined}
      onClick={() => {
        setPending(true);
        // Success shows as the next event; until then the button stays pending.
        onCancel().catch(() => setPending(false));
      }}
    >
      Cancel transfer
    </Button>
  );
}
