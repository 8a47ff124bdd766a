import { useEffect, useRef } from "react";
import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { sentences } from "./names";
import { offerTo } from "./offers";

/** Why an offer stopped ringing, for an agent it was made to; null when they answered it. */
export function offerNote(transfer: TransferView, me: string): string | null {
  const { target, outcome, reason } = transfer;
  const caller = inText(transfer.caller_name);
  const said = offerTo(transfer, me)?.state;
  if (said === "accepted" || said === "declined" || said === "ringing") return null;
  if (said === "no_answer") return `The transfer of ${caller} was not answered in time.`;
  if (target.agent_id !== null && target.agent_id !== me) {
    return `${inText(target.name)} took the call with ${caller}.`;
  }
  switch (outcome) {
    case "cancelled":
      return `${inText(transfer.initiator.name)} cancelled the transfer of ${caller}.`;
    case "caller_left":
      return `${caller} left the call before the transfer.`;
    case "failed":
      return `The transfer of ${caller} did not work. ${reason ?? ""}`.trim();
    default:
      return sentences(`The transfer of ${caller} is off`, reason);
  }
}

/** Says why what rang here is gone, once it is; `noteOf` is told what it was. */
export function useGoneNote<T extends { id: string }>(
  ringing: T | null,
  noteOf: (before: T) => string | null | undefined,
  say: (note: string) => void,
): void {
  const rang = useRef<T | null>(null);
  useEffect(() => {
    const before = rang.current;
    rang.current = ringing;
    if (before === null || before.id === ringing?.id) return;
    const note = noteOf(before);
    if (note) say(note);
  });
}
