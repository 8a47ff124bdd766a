import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { CallAudio } from "@/features/call/call-audio";
import { callOf } from "@/features/call/my-call";
import { ringsFor } from "@/features/transfer/offers";
import type { TransferAction } from "@/features/transfer/picture";
import type { BriefingView, CallDetail, TransferCreate, TransferView } from "@/lib/api/types";
import { keys } from "@/lib/events/keys";
import { newer } from "@/lib/events/reducers";
import { useAgent, useSeat, useStreamState } from "@/lib/session/seat";
import { absorb, isOver } from "./absorb";

const NO_CONNECTION = "There is no connection to the server.";

/** What this agent's desk holds, kept true by server events. */
export function useDesk() {
  const { queries } = useSeat();
  const signedIn = useAgent();
  const stream = useStreamState();
  const calls = useQuery(queries.calls()).data;
  const agents = useQuery(queries.agents()).data ?? [];
  const offers = useQuery(queries.openTransfers()).data ?? [];
  const me = agents.find((agent) => agent.id === signedIn.id) ?? signedIn;
  const mine = calls ? callOf(calls, me.id) : null;
  const waiting = useMemo(
    () =>
      (calls ?? [])
        .filter((call) => call.state === "waiting" && call.id !== mine?.id)
        .sort((a, b) => waitingSince(a).localeCompare(waitingSince(b))),
    [calls, mine?.id],
  );
  const offer = offers.find((one) => ringsFor(one, me.id)) ?? null;
  // Whoever has taken another call meanwhile cannot take this one back.
  const recall = mine ? null : waiting.find((call) => call.recall?.agent_id === me.id);
  return {
    me,
    agents,
    calls,
    mine,
    waiting,
    offer,
    recall: recall ?? null,
    lost: stream === "reconnecting",
    serverBlocked: stream === "reconnecting" ? NO_CONNECTION : null,
  };
}

function waitingSince(call: { waiting_since: string | null; created_at: string }): string {
  return call.waiting_since ?? call.created_at;
}

/** What an agent can do, each resolving once the server has taken it and what it answered is shown. */
export function useDeskActions(audio: CallAudio) {
  const { api, journal } = useSeat();
  const cache = useQueryClient();
  return useMemo(() => {
    const take = async (asking: Promise<TransferView>) => {
      const mark = journal.mark();
      absorb(cache, { transfer: await asking }, journal.since(mark));
    };
    const enter = async (asking: Promise<Entered>, transferId?: string) => {
      const mark = journal.mark();
      const { call, transfer } = await audio.enterBy(asking, transferId);
      absorb(cache, { call, transfer }, journal.since(mark));
      if (isOver(cache, call.id)) audio.leave();
    };
    const show = async (asking: Promise<CallDetail>) => {
      const mark = journal.mark();
      absorb(cache, { call: await asking }, journal.since(mark));
    };
    return {
      join: (callId: string) => enter(api.calls.join(callId)),
      joinRoom: (roomId: string) => enter(api.rooms.join(roomId)),
      accept: (id: string) => enter(api.transfers.accept(id), id),
      decline: (id: string, reason: string | null) => take(api.transfers.decline(id, reason)),
      transfer: (callId: string, input: TransferCreate) =>
        take(api.transfers.create(callId, input)),
      act: async (id: string, action: TransferAction) => {
        const to = TURNS[action];
        const goBack = to && audio.turn(id, to); // nobody waits for an answer to be heard again
        try {
          await take(commands(api.transfers)[action](id));
        } catch (error) {
          goBack?.();
          throw error;
        }
      },
      hold: (callId: string) => show(api.calls.hold(callId)),
      resume: (callId: string) => show(api.calls.resume(callId)),
      declineRecall: (callId: string) => api.calls.declineRecall(callId),
      saveBriefing: async (callId: string, text: string, version: number) => {
        const saved = await api.calls.saveBriefing(callId, text, version);
        cache.setQueryData<BriefingView>(keys.briefing(callId), (held) => newer(held, saved));
      },
      addNote: async (callId: string, text: string) => {
        const noted = await api.calls.addNote(callId, text);
        cache.setQueryData<BriefingView>(keys.briefing(callId), (held) => newer(held, noted));
      },
      setPresence: async (presence: "available" | "away") => {
        const agent = await api.me.setPresence(presence);
        cache.setQueryData<(typeof agent)[]>(keys.agents(), (held) =>
          held?.map((one) => (one.id === agent.id ? agent : one)),
        );
      },
      leave: (callId: string) => api.calls.leave(callId),
      end: (callId: string) => api.calls.end(callId),
    };
  }, [api, journal, audio, cache]);
}

type Api = ReturnType<typeof useSeat>["api"];
type Entered = Awaited<ReturnType<Api["calls"]["join"]>> & { transfer?: TransferView };

/** How the server is told of each. */
function commands(transfers: Api["transfers"]) {
  return {
    bring_in: transfers.bringIn,
    hand_over: transfers.handOver,
    return: transfers.returnToCaller,
    consult: transfers.consult,
    cancel: transfers.cancel,
  } satisfies Record<TransferAction, (id: string) => Promise<TransferView>>;
}

/** Commands of a consult by which one goes to the other side of it. */
const TURNS: Partial<Record<TransferAction, "with_target" | "with_caller">> = {
  return: "with_caller",
  consult: "with_target",
};

export type DeskActions = ReturnType<typeof useDeskActions>;

/**
 * The call to show and be heard in: the one the server has this agent in, less one that they have
 * just left and of which the server has not said so yet.
 */
export function useCallInHand(mine: string | null) {
  const [left, setLeft] = useState<string | null>(null);
  const [last, setLast] = useState<string | null>(null);
  useEffect(() => {
    if (mine !== left) setLeft(null);
    if (mine) setLast(mine);
  }, [mine, left]);
  const callId = mine === left ? null : mine;
  return { callId, lastCallId: last, markLeft: setLeft };
}
