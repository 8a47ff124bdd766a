import { http } from "./http";
import type { CallConnection, CallerCallView, CallStarted } from "./types";

export type CallerApi = typeof callerApi;

/**
 * The API for a caller. An HttpOnly cookie, good for their own call alone, says who asks; it is set
 * when the call starts.
 */
export const callerApi = {
  start: (name: string, topic: string) =>
    http<CallStarted>("/calls", {
      method: "POST",
      body: { name: name.trim() || null, topic: topic.trim() || null },
    }),
  /** The call this browser is in; 404 when there is none or it has ended. */
  current: () => http<CallerCallView>("/calls/current"),
  get: (callId: string) => http<CallerCallView>(`${path(callId)}/caller`),
  connection: (callId: string) =>
    http<CallConnection>(`${path(callId)}/connection`, { method: "POST" }),
  leave: (callId: string) => http<void>(`${path(callId)}/leave`, { method: "POST" }),
  moved: (transferId: string) =>
    http<void>(`/transfers/${encodeURIComponent(transferId)}/moved`, { method: "POST" }),
  moveFailed: (transferId: string, reason: string) =>
    http<void>(`/transfers/${encodeURIComponent(transferId)}/move-failed`, {
      method: "POST",
      body: { reason },
    }),
};

function path(callId: string): string {
  return `/calls/${encodeURIComponent(callId)}`;
}
