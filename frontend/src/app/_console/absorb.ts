import type { QueryClient } from "@tanstack/react-query";
import type { CallDetail, CallView, EventView, TransferView } from "@/lib/api/types";
import { applyEvent } from "@/lib/events/apply";
import { keys } from "@/lib/events/keys";
import { newer } from "@/lib/events/reducers";

/**
 * Takes what an answer carries into the cache at once, as its event will a moment later. `since` are
 * the events from the asking on: they may be newer than the answer, and tell of the end of what it
 * carries.
 */
export function absorb(
  cache: QueryClient,
  { call, transfer }: { call?: CallDetail; transfer?: TransferView },
  since: readonly EventView[],
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
  for (const event of since) applyEvent(cache, event);
}

/** Whether the call has ended, as far as is known here. */
export function isOver(cache: QueryClient, callId: string): boolean {
  const open = cache.getQueryData<CallView[]>(keys.calls());
  return open?.every((call) => call.id !== callId) ?? false;
}
