import { queryOptions } from "@tanstack/react-query";
import type { Api } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";
import type { CallState, CallView, TransferView } from "@/lib/api/types";
import type { Journal } from "./journal";
import { keys } from "./keys";
import * as reduce from "./reducers";

/** Pages of open calls that are loaded at most; with 100 a page, far more than a desk works on. */
const MAX_PAGES = 10;

export type Queries = ReturnType<typeof createQueries>;

/** Snapshots of what the API holds. Each goes on by events; none needs to be polled. */
export function createQueries(api: Api, journal: Journal) {
  const openCalls = async (): Promise<CallView[]> => {
    const lists = await Promise.all([allCalls(api, "waiting"), allCalls(api, "active")]);
    return lists.flat().sort((a, b) => a.created_at.localeCompare(b.created_at));
  };
  return {
    calls: () =>
      queryOptions({
        queryKey: keys.calls(),
        queryFn: () => journal.catchUp(openCalls, reduce.reduceCalls),
      }),
    call: (id: string) =>
      queryOptions({
        queryKey: keys.call(id),
        queryFn: () => journal.catchUp(() => api.calls.get(id), reduce.reduceCall),
      }),
    transfer: (id: string) =>
      queryOptions({
        queryKey: keys.transfer(id),
        queryFn: () =>
          journal.catchUp(
            () => api.transfers.get(id),
            (held, event) => reduce.reduceTransfer(id, held, event) ?? held,
          ),
      }),
    openTransfers: () =>
      queryOptions({
        queryKey: keys.openTransfers(),
        queryFn: () =>
          journal.catchUp(() => visibleTransfers(api, openCalls), reduce.reduceOpenTransfers),
      }),
    transcript: (callId: string) =>
      queryOptions({
        queryKey: keys.transcript(callId),
        queryFn: () => journal.catchUp(() => api.calls.transcript(callId), reduce.reduceTranscript),
      }),
    briefing: (callId: string) =>
      queryOptions({
        queryKey: keys.briefing(callId),
        queryFn: () =>
          journal.catchUp(
            () => api.calls.briefing(callId),
            (held, event) => reduce.reduceBriefing(callId, held, event) ?? held,
          ),
      }),
    agents: () =>
      queryOptions({
        queryKey: keys.agents(),
        queryFn: () => journal.catchUp(() => api.agents.list(), reduce.reduceAgents),
      }),
  };
}

async function allCalls(api: Api, state: CallState): Promise<CallView[]> {
  const calls: CallView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await api.calls.list({ state, cursor, limit: 100 });
    calls.push(...answer.items);
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  return calls;
}

/** The open transfers of the calls in `load`, less those that are none of this agent's business. */
async function visibleTransfers(
  api: Api,
  load: () => Promise<CallView[]>,
): Promise<TransferView[]> {
  const ids = (await load()).flatMap((call) => call.open_transfer_id ?? []);
  const transfers = await Promise.all(
    ids.map((id) =>
      api.transfers.get(id).catch((error: unknown) => {
        if (error instanceof ApiError && (error.status === 403 || error.status === 404))
          return null;
        throw error;
      }),
    ),
  );
  return transfers.filter((transfer) => transfer !== null).filter(reduce.isOpenTransfer);
}
