import type { QueryClient } from "@tanstack/react-query";
import type { CallDetail, TransferView } from "@/lib/api/types";
import { applyEvent } from "@/lib/events/apply";
import { keys } from "@/lib/events/keys";
import { newer } from "@/lib/events/reducers";

/** Takes what an answer carries into the cache at once, as its event will a moment later. */
export function absorb(
  cache: QueryClient,
  { call, transfer }: { call?: CallDetail; transfer?: TransferView },
): void {
  if (call) {
    cache.setQueryData<CallDetail>(keys.call(call.id), (held) => newer(held, call));
  }
  applyEvent(cache, {
    id: 0,
    type: "answer",
    at: new Date().toISOString(),
    call_id: call?.id ?? transfer?.call_id ?? null,
    transfer_id: transfer?.id ?? null,
    call,
    transfer,
  });
}
