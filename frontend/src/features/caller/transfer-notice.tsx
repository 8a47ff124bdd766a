import type { CallerTransferView, PersonRef } from "@/lib/api/types";
import { useTransferNotice } from "./use-transfer-notice";

/** A quiet card that says who comes in and who is there now. It asks for nothing. */
export function TransferNotice({
  transfer,
  agents,
}: {
  transfer: CallerTransferView | null;
  agents: readonly PersonRef[];
}) {
  const text = useTransferNotice(transfer, agents);
  return (
    <div aria-live="polite">
      {text && (
        <p
          key={text}
          dir="auto"
          className="animate-appear rounded-lg border border-accent-text/25 bg-accent-soft px-4 py-3 text-center font-medium"
        >
          {text}
        </p>
      )}
    </div>
  );
}
