import { useEffect, useRef } from "react";
import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";

/** Why an offer stopped ringing, for the agent it was made to; null when they answered it. */
export function offerNote(transfer: TransferView): string | null {
  const caller = inText(transfer.caller_name);
  const from = inText(transfer.initiator.name);
  switch (transfer.outcome) {
    case "cancelled":
      return `${from} cancelled the transfer of ${caller}.`;
    case "no_answer":
      return `The transfer of ${caller} was not answered in time.`;
    case "caller_left":
      return `${caller} left the call before the transfer.`;
    case "failed":
      return `The transfer of ${caller} did not work. ${transfer.reason ?? ""}`.trim();
    default:
      return null;
  }
}

/** Says why the offer that rang here is gone, once it is. `latest` is what is known of it by now. */
export function useOfferNote(
  offer: TransferView | null,
  latest: (transferId: string) => TransferView | undefined,
  say: (note: string) => void,
): void {
  const rang = useRef<string | null>(null);
  useEffect(() => {
    const before = rang.current;
    rang.current = offer?.id ?? null;
    if (before === null || before === offer?.id) return;
    const ended = latest(before);
    const note = ended && offerNote(ended);
    if (note) say(note);
  });
}
