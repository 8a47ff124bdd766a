import type { Nudge, PartialSegment } from "./types";

/** Topic of the server's hint that a transfer went on, beside its event. */
export const NUDGE_TOPIC = "wt.transfer";

/** Topic of the call worker's text streams: https://docs.livekit.io/agents/build/text/ */
export const TRANSCRIPTION_TOPIC = "lk.transcription";

/**
 * Reads a data message. Only the server sends nudges, so one with a sender is none; neither is
 * anything malformed.
 */
export function readNudge(
  topic: string | undefined,
  hasSender: boolean,
  payload: Uint8Array,
): Nudge | null {
  if (topic !== NUDGE_TOPIC || hasSender) return null;
  try {
    const nudge: unknown = JSON.parse(new TextDecoder().decode(payload));
    return isNudge(nudge) ? nudge : null;
  } catch {
    return null;
  }
}

function isNudge(value: unknown): value is Nudge {
  if (typeof value !== "object" || value === null) return false;
  const { transfer_id, state, version } = value as Record<string, unknown>;
  return (
    typeof transfer_id === "string" && typeof state === "string" && typeof version === "number"
  );
}

/** Reads a text stream of the call worker; `null` when it does not say whose words they are. */
export function readPartial(
  attributes: Readonly<Record<string, string>>,
  text: string,
): PartialSegment | null {
  const identity = attributes.speaker;
  const segmentId = attributes["lk.segment_id"];
  if (!identity || !segmentId) return null;
  return { identity, segmentId, text, final: attributes["lk.transcription_final"] === "true" };
}
