"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import type { Api } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";
import { streamUrl } from "@/lib/api/http";
import type { AgentView, EventView } from "@/lib/api/types";
import { applyEvent } from "@/lib/events/apply";
import { Journal } from "@/lib/events/journal";
import { createQueries, type Queries } from "@/lib/events/queries";
import { shareAmongTabs } from "@/lib/events/shared-source";
import { EventStream, type StreamState } from "@/lib/events/stream";
import { useStore } from "@/lib/use-store";
import { AgentSession, type SessionState } from "./agent-session";

interface Seat {
  seat: string;
  session: AgentSession;
  api: Api;
  cache: QueryClient;
  queries: Queries;
  journal: Journal;
  /** Null while nobody is signed in. */
  stream: EventStream<EventView> | null;
  /** Called for each event, after the cache was brought up to date. Returns how to stop. */
  onEvent(listener: (event: EventView) => void): () => void;
}

const SeatContext = createContext<Seat | null>(null);

/** One agent's page: who is signed in, the API in their name, and a cache kept true by events. */
export function SeatProvider({ seat, children }: { seat: string; children: ReactNode }) {
  const session = useMemo(() => new AgentSession(seat), [seat]);
  const state = useStore(session.state);
  const agentId = state.status === "signed-in" ? state.agent.id : null;
  // What one agent has seen must not be there for the next one who signs in here.
  const value = useMemo(() => createSeat(session, agentId), [session, agentId]);

  useEffect(() => {
    session.start();
    return () => session.stop();
  }, [session]);

  useEffect(() => {
    value.stream?.start();
    return () => {
      value.stream?.stop();
      value.cache.clear();
    };
  }, [value]);

  return (
    <SeatContext.Provider value={value}>
      <QueryClientProvider client={value.cache}>{children}</QueryClientProvider>
    </SeatContext.Provider>
  );
}

function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (count, error) => error instanceof ApiError && error.retryable && count < 5,
      },
    },
  });
}

function createSeat(session: AgentSession, agentId: string | null): Seat {
  const { api, seat } = session;
  const cache = createCache();
  const journal = new Journal();
  const listeners = new Set<(event: EventView) => void>();
  const streamOf = (id: string) =>
    new EventStream<EventView>({
      url: streamUrl("/api/events", `?${new URLSearchParams({ seat, agent_id: id })}`),
      via: shareAmongTabs,
      onEvent: (event) => {
        journal.add(event);
        applyEvent(cache, event);
        for (const listener of [...listeners]) listener(event);
      },
      onFresh: async () => {
        // A snapshot asked for before the stream was open may lack what happened in between.
        await cache.cancelQueries();
        await cache.invalidateQueries();
      },
      beforeReopen: () => api.auth.refresh(),
    });
  return {
    seat,
    session,
    api,
    cache,
    queries: createQueries(api, journal),
    journal,
    stream: agentId === null ? null : streamOf(agentId),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The page's seat. */
export function useSeat(): Seat {
  const seat = useContext(SeatContext);
  if (!seat) throw new Error("useSeat needs a SeatProvider above it");
  return seat;
}

export function useSession(): SessionState {
  return useStore(useSeat().session.state);
}

/** The agent who is signed in. For what is shown only to them. */
export function useAgent(): AgentView {
  const state = useSession();
  if (state.status !== "signed-in") throw new Error("useAgent needs a signed-in agent");
  return state.agent;
}

/** How the event stream fares: anything but `open` means that the screen may be out of date. */
export function useStreamState(): StreamState {
  const { stream } = useSeat();
  if (!stream) throw new Error("useStreamState needs a signed-in agent");
  return useStore(stream.state);
}
