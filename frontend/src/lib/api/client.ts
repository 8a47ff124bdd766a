import { isApiError } from "./errors";
import { http } from "./http";
import { newIdempotencyKey } from "./idempotency-key";
import type { AnswerOf, Method, Operation, PathFor, RequestOf } from "./typed";
import type { CallState, Session, TransferCreate } from "./types";

export interface CallQuery {
  state?: CallState;
  cursor?: string | null;
  limit?: number;
  q?: string;
}

/** Plain text, WebVTT, SubRip. */
export type TranscriptFormat = "txt" | "vtt" | "srt";

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
 * once for all requests that wait for it, and each of them is sent again, with the same key.
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
      http("post", "/api/auth/refresh", { body: { seat } }),
    )
      .then(keep)
      .catch((error: unknown) => {
        if (isSignedOut(error)) drop();
        throw error;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  };

  const send = async <M extends Method, P extends PathFor<M>>(
    method: M,
    route: P,
    request: RequestOf<Operation<M, P>>,
  ): Promise<AnswerOf<Operation<M, P>>> => {
    if (renewal) await renewal;
    const sent = token;
    const key = newIdempotencyKey();
    try {
      return await http(method, route, request, { token: sent, key });
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      // Another request may have renewed the session while this one was under way.
      if (token === sent) await refresh();
      return http(method, route, request, { token, key });
    }
  };

  return {
    seat,
    auth: {
      refresh,
      signInWithPassword: (username: string, password: string) =>
        http("post", "/api/auth/token", { body: { username, password, seat } }).then(keep),
      signInWithLink: (linkToken: string) =>
        http("post", "/api/auth/link", { body: { token: linkToken, seat } }).then(keep),
      /** Until the server has taken the cookie back, a reload would sign in again. */
      signOut: async () => {
        await http("post", "/api/auth/sign-out", { body: { seat } }, { token }).catch((error) => {
          if (!isSignedOut(error)) throw error;
        });
        drop();
      },
    },
    me: {
      get: () => send("get", "/api/me", {}),
      setPresence: (presence: "available" | "away") =>
        send("patch", "/api/me", { body: { presence } }),
    },
    agents: { list: () => send("get", "/api/agents", {}) },
    /** How speech to text fares. */
    speech: () => send("get", "/api/speech", {}),
    /** Whether calls can be transferred to phones, and to which. */
    phones: () => send("get", "/api/phones", {}),
    calls: {
      list: (query: CallQuery = {}) => send("get", "/api/calls", { query }),
      get: (id: string) => send("get", "/api/calls/{call_id}", ofCall(id)),
      join: (id: string) => send("post", "/api/calls/{call_id}/join", ofCall(id)),
      leave: (id: string) => send("post", "/api/calls/{call_id}/leave", ofCall(id)),
      end: (id: string) => send("post", "/api/calls/{call_id}/end", ofCall(id)),
      hold: (id: string) => send("post", "/api/calls/{call_id}/hold", ofCall(id)),
      resume: (id: string) => send("post", "/api/calls/{call_id}/resume", ofCall(id)),
      /** Does not take back a call that was handed over and left alone. */
      declineRecall: (id: string) =>
        send("post", "/api/calls/{call_id}/recall/decline", ofCall(id)),
      /** Presses keys towards a phone in the call: 0 to 9, * and #. */
      sendDigits: (id: string, participantId: string, digits: string) =>
        send("post", "/api/calls/{call_id}/digits", {
          ...ofCall(id),
          body: { participant_id: participantId, digits },
        }),
      connection: (id: string) => send("post", "/api/calls/{call_id}/connection", ofCall(id)),
      transcript: (id: string) => send("get", "/api/calls/{call_id}/transcript", ofCall(id)),
      /** The whole transcript as a document. */
      transcriptAs: async (id: string, format: TranscriptFormat) =>
        String(
          await send("get", "/api/calls/{call_id}/transcript", {
            ...ofCall(id),
            query: { format },
          }),
        ),
      briefing: (id: string) => send("get", "/api/calls/{call_id}/briefing", ofCall(id)),
      /** `version` is the one that was changed. */
      saveBriefing: (id: string, text: string, version: number) =>
        send("put", "/api/calls/{call_id}/briefing", { ...ofCall(id), body: { text, version } }),
      addNote: (id: string, text: string) =>
        send("post", "/api/calls/{call_id}/briefing/notes", { ...ofCall(id), body: { text } }),
      /** Versions of the briefing below `before`, newest first. */
      briefingVersions: (id: string, before: number | null) =>
        send("get", "/api/calls/{call_id}/briefing/versions", {
          ...ofCall(id),
          query: { before },
        }),
    },
    segments: {
      /** What was said in the calls that the agent may read. */
      search: (words: string, cursor: string | null) =>
        send("get", "/api/segments", { query: { q: words, cursor } }),
    },
    transfers: {
      create: (callId: string, input: TransferCreate) =>
        send("post", "/api/calls/{call_id}/transfers", { ...ofCall(callId), body: input }),
      /** Those offered to the agent, and those they started. */
      listOpen: () => send("get", "/api/transfers", {}),
      get: (id: string) => send("get", "/api/transfers/{transfer_id}", ofTransfer(id)),
      /** For the agent it is offered to: the destination, where they cannot hear before accepting. */
      connection: (id: string) =>
        send("post", "/api/transfers/{transfer_id}/connection", ofTransfer(id)),
      accept: (id: string) => send("post", "/api/transfers/{transfer_id}/accept", commandTo(id)),
      decline: (id: string, reason: string | null = null) =>
        send("post", "/api/transfers/{transfer_id}/decline", {
          ...ofTransfer(id),
          body: { reason },
        }),
      cancel: (id: string) => send("post", "/api/transfers/{transfer_id}/cancel", commandTo(id)),
      /** In a consult: to the caller and, by `consult`, to the target again. */
      returnToCaller: (id: string) =>
        send("post", "/api/transfers/{transfer_id}/return", commandTo(id)),
      consult: (id: string) => send("post", "/api/transfers/{transfer_id}/consult", commandTo(id)),
      bringIn: (id: string) => send("post", "/api/transfers/{transfer_id}/bring-in", commandTo(id)),
      handOver: (id: string) =>
        send("post", "/api/transfers/{transfer_id}/hand-over", commandTo(id)),
      moved: (id: string) => send("post", "/api/transfers/{transfer_id}/moved", ofTransfer(id)),
      moveFailed: (id: string, reason: string) =>
        send("post", "/api/transfers/{transfer_id}/move-failed", {
          ...ofTransfer(id),
          body: { reason },
        }),
    },
    rooms: {
      /** Takes over the transfer that has this room ID. */
      join: (roomId: string) =>
        send("post", "/api/rooms/{room_id}/join", { path: { room_id: roomId } }),
    },
  };
}

function ofCall(id: string) {
  return { path: { call_id: id } };
}

function ofTransfer(id: string) {
  return { path: { transfer_id: id } };
}

/** Whatever has become of the transfer meanwhile; the server says when it no longer fits. */
function commandTo(id: string) {
  return { ...ofTransfer(id), body: {} };
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
