import { queryOptions } from "@tanstack/react-query";
import type { Api } from "@/lib/api/client";
import type { CallState, CallView } from "@/lib/api/types";
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
        queryFn: () => journal.catchUp(() => api.transfers.listOpen(), reduce.reduceOpenTransfers),
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
    speech: () =>
      queryOptions({
        queryKey: keys.speech(),
        queryFn: () => journal.catchUp(() => api.speech(), reduce.reduceSpeech),
      }),
    /** Settings of the server: they change with its restart. */
    phones: () => queryOptions({ queryKey: keys.phones(), queryFn: () => api.phones() }),
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
