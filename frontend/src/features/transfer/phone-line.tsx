import { Phone } from "lucide-react";
import type { TransferView } from "@/lib/api/types";
import { givenName } from "./phone-words";

/** The number that is dialled, where a name stands for it, and the provider's own code of an error. */
export function PhoneLine({ transfer }: { transfer: TransferView }) {
  const { phone } = transfer.target;
  if (!phone) return null;
  const parts = [
    givenName(transfer) && phone.display,
    phone.extension && `extension ${phone.extension}`,
    phone.code && `error ${phone.code}`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <p className="flex gap-2 text-muted text-sm">
      <Phone aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 tabular-nums [overflow-wrap:anywhere]">{parts.join(" · ")}</span>
    </p>
  );
}
