import type { QueryClient } from "@tanstack/react-query";
import type {
  AgentView,
  BriefingView,
  CallDetail,
  CallView,
  EventView,
  SpeechView,
  TranscriptView,
  TransferView,
} from "@/lib/api/types";
import { keys } from "./keys";
import * as reduce from "./reducers";

type Cache = Pick<QueryClient, "setQueryData">;

/** Brings the query cache up to date with one event. What was never loaded stays unloaded. */
export function applyEvent(cache: Cache, event: EventView): void {
  cache.setQueryData<CallView[]>(keys.calls(), (held) => held && reduce.reduceCalls(held, event));
  cache.setQueryData<TransferView[]>(
    keys.openTransfers(),
    (held) => held && reduce.reduceOpenTransfers(held, event),
  );
  cache.setQueryData<AgentView[]>(
    keys.agents(),
    (held) => held && reduce.reduceAgents(held, event),
  );
  cache.setQueryData<SpeechView>(keys.speech(), (held) => held && reduce.reduceSpeech(held, event));
  const callId = event.call_id ?? event.call?.id ?? event.transfer?.call_id;
  if (callId) applyToCall(cache, callId, event);
  const { transfer } = event;
  if (transfer) {
    cache.setQueryData<TransferView>(keys.transfer(transfer.id), (held) =>
      reduce.reduceTransfer(transfer.id, held, event),
    );
  }
}

function applyToCall(cache: Cache, callId: string, event: EventView): void {
  cache.setQueryData<CallDetail>(
    keys.call(callId),
    (held) => held && reduce.reduceCall(held, event),
  );
  cache.setQueryData<TranscriptView>(
    keys.transcript(callId),
    (held) => held && reduce.reduceTranscript(held, event),
  );
  cache.setQueryData<BriefingView>(keys.briefing(callId), (held) =>
    reduce.reduceBriefing(callId, held, event),
  );
}
