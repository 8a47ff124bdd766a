import { ApiError, isApiError } from "./errors";
import { type HttpRequest, http } from "./http";
import type {
  AgentView,
  BriefingView,
  CallConnection,
  CallDetail,
  CallJoined,
  CallPage,
  CallState,
  Session,
  TranscriptView,
  TransferCreate,
  TransferJoined,
  TransferView,
} from "./types";

export interface CallQuery {
  state?: CallState;
  cursor?: string | null;
  limit?: number;
  q?: string;
}

export type Api = ReturnType<typeof createApi>;

/** The header of what an agent's page may do; see `createApi`. */
export interface ApiOptions {
  /** One browser holds one signed-in agent per seat: `agent-a`, `agent-b`, `agent`. */
  seat: string;
  /** Told whenever the session changes: signed in, renewed, or gone (null). */
  onSession?: (session: Session | null) => void;
}

/**
 * The API for one agent's seat.
 *
 * The access token lives in this object alone. When the API answers 401, the session is renewed
 * once for all requests that wait for it, and each of them is sent again.
 */
export function createApi({ seat, onSession }: ApiOptions) {
  let token: string | null = null;
  let renewal: Promise<Session> | null = null;

  const keep = (session: Session): Session => {
    token = session.access_token;
    onSession?.(session);
    return session;
  };

  const drop = (): void => {
    token = null;
    onSession?.(null);
  };

  /** Renews the session from its cookie. Calls at the same time share one request. */
  const refresh = (): Promise<Session> => {
    renewal ??= oneTabAtATime(`wt.refresh.${seat}`, () =>
      http<Session>("/auth/refresh", { method: "POST", body: { seat } }),
    )
      .then(keep)
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) drop();
        throw error;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  };

  const send = async <T>(path: string, request: HttpRequest = {}): Promise<T> => {
    if (renewal) await renewal;
    const sent = token;
    try {
      return await http<T>(path, { ...request, token: sent });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      // Another request may have renewed the session while this one was under way.
      if (token === sent) await refresh();
      return http<T>(path, { ...request, token });
    }
  };

  const post = <T>(path: string, body?: unknown): Promise<T> =>
    send<T>(path, { method: "POST", body });
  const call = (id: string) => `/calls/${encodeURIComponent(id)}`;
  const transfer = (id: string) => `/transfers/${encodeURIComponent(id)}`;

  return {
    seat,
    auth: {
      refresh,
      signInWithPassword: (username: string, password: string) =>
        http<Session>("/auth/token", { method: "POST", body: { username, password, seat } }).then(
          keep,
        ),
      signInWithLink: (linkToken: string) =>
        http<Session>("/auth/link", { method: "POST", body: { token: linkToken, seat } }).then(
          keep,
        ),
      signOut: async () => {
        try {
          await http<void>("/auth/sign-out", { method: "POST", body: { seat }, token });
        } finally {
          drop();
        }
      },
    },
    me: {
      get: () => send<AgentView>("/me"),
      setPresence: (presence: "available" | "away") =>
        send<AgentView>("/me", { method: "PATCH", body: { presence } }),
    },
    agents: { list: () => send<AgentView[]>("/agents") },
    calls: {
      list: (query: CallQuery = {}) => send<CallPage>("/calls", { query: { ...query } }),
      get: (id: string) => send<CallDetail>(call(id)),
      join: (id: string) => post<CallJoined>(`${call(id)}/join`),
      leave: (id: string) => post<void>(`${call(id)}/leave`),
      end: (id: string) => post<void>(`${call(id)}/end`),
      connection: (id: string) => post<CallConnection>(`${call(id)}/connection`),
      transcript: (id: string) => send<TranscriptView>(`${call(id)}/transcript`),
      briefing: (id: string) => send<BriefingView>(`${call(id)}/briefing`),
      saveBriefing: (id: string, text: string) =>
        send<BriefingView>(`${call(id)}/briefing`, { method: "PUT", body: { text } }),
    },
    transfers: {
      create: (callId: string, input: TransferCreate) =>
        post<TransferView>(`${call(callId)}/transfers`, input),
      /** Those offered to the agent, and those they started. */
      listOpen: () => send<TransferView[]>("/transfers"),
      get: (id: string) => send<TransferView>(transfer(id)),
      accept: (id: string) => post<TransferJoined>(`${transfer(id)}/accept`),
      decline: (id: string, reason: string | null = null) =>
        post<TransferView>(`${transfer(id)}/decline`, { reason }),
      cancel: (id: string) => post<TransferView>(`${transfer(id)}/cancel`),
      moved: (id: string) => post<void>(`${transfer(id)}/moved`),
      moveFailed: (id: string, reason: string) =>
        post<void>(`${transfer(id)}/move-failed`, { reason }),
    },
    rooms: {
      /** Joins by room ID, as the seed's agent B does. */
      join: (roomId: string) => post<TransferJoined>(`/rooms/${encodeURIComponent(roomId)}/join`),
    },
  };
}

/** Whether the answer means that nobody is signed in at this seat. */
export function isSignedOut(error: unknown): boolean {
  return isApiError(error) && error.status === 401;
}

/**
 * A refresh token is used once; two tabs that use the same one look like a theft and lose their
 * session. So tabs of one seat renew one after the other.
 */
function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!("locks" in navigator)) return work();
  return navigator.locks.request(name, work) as Promise<T>;
}
