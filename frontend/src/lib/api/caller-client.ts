import { http } from "./http";

/**
 * The API for a caller. An HttpOnly cookie, good for their own call alone, says who asks; it is set
 * when the call starts. Who sends a command again by itself gives it the `key` of the first time.
 */
export const callerApi = {
  start: (name: string, topic: string, key: string) =>
    http(
      "post",
      "/api/calls",
      { body: { name: name.trim() || null, topic: topic.trim() || null } },
      { key },
    ),
  /** The call this browser is in; refused when there is none or it has ended. */
  current: () => http("get", "/api/calls/current", {}),
  get: (callId: string) => http("get", "/api/calls/{call_id}/caller", ofCall(callId)),
  connection: (callId: string) => http("post", "/api/calls/{call_id}/connection", ofCall(callId)),
  leave: (callId: string, key: string) =>
    http("post", "/api/calls/{call_id}/leave", ofCall(callId), { key }),
  moved: (transferId: string) =>
    http("post", "/api/transfers/{transfer_id}/moved", { path: { transfer_id: transferId } }),
  moveFailed: (transferId: string, reason: string) =>
    http("post", "/api/transfers/{transfer_id}/move-failed", {
      path: { transfer_id: transferId },
      body: { reason },
    }),
};

function ofCall(id: string) {
  return { path: { call_id: id } };
}
