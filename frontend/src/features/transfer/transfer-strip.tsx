import { ArrowRightLeft, ChevronRight } from "lucide-react";
import { Timer } from "@/components/ui/timer";
import type { TransferView } from "@/lib/api/types";
import { pictureOf, viewpointOf } from "./picture";

interface Props {
  transfer: TransferView;
  /** The signed-in agent's id. */
  me: string;
  onOpen: () => void;
}

/** On a small screen: how the open transfer stands, over the transcript; opens the whole of it. */
export function TransferStrip({ transfer, me, onOpen }: Props) {
  const picture = pictureOf(transfer, viewpointOf(transfer, me));
  if (!picture.open) return null;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-2 border-b bg-accent-soft px-4 py-2.5 text-left text-sm"
    >
      <ArrowRightLeft aria-hidden className="size-4 shrink-0 text-accent-text" />
      <span className="min-w-0 flex-1 font-medium">{picture.headline}</span>
      {transfer.deadline_at && <Timer until={transfer.deadline_at} className="text-muted" />}
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
    </button>
  );
}
