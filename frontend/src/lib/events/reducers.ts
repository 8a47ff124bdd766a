/**
 * What one event does to what a page holds. Pure, and harmless when an event comes twice or late:
 * of two states of one resource the higher version stays.
 */
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

interface Versioned {
  version: number;
}

const TERMINAL_STATES: ReadonlySet<string> = new Set([
  "completed",
  "declined",
  "no_answer",
  "busy",
  "voicemail",
  "cancelled",
  "failed",
  "caller_left",
]);

export function isOpenTransfer(transfer: Pick<TransferView, "state">): boolean {
  return !TERMINAL_STATES.has(transfer.state);
}

export function newer<T extends Versioned>(held: T | undefined, incoming: T): T {
  return held && held.version >= incoming.version ? held : incoming;
}

function upsert<T extends Versioned & { id: string }>(list: T[], incoming: T): T[] {
  const index = list.findIndex((item) => item.id === incoming.id);
  if (index === -1) return [...list, incoming];
  const held = list[index];
  if (held && held.version >= incoming.version) return list;
  return list.with(index, incoming);
}

/** Calls that wait or go on, in the order in which they began. */
export function reduceCalls(calls: CallView[], event: EventView): CallView[] {
  const { call } = event;
  if (!call) return calls;
  const held = calls.find((item) => item.id === call.id);
  if (held && held.version >= call.version) return calls;
  if (call.state === "ended") return calls.filter((item) => item.id !== call.id);
  return held
    ? upsert(calls, call)
    : [...calls, call].sort((a, b) => a.created_at.localeCompare(b.created_at));
}

export function reduceCall(detail: CallDetail, event: EventView): CallDetail {
  const { call, transfer } = event;
  let next = detail;
  if (call?.id === detail.id && call.version > detail.version) {
    next = { ...call, transfers: next.transfers };
  }
  if (transfer?.call_id === detail.id) {
    const transfers = upsert(next.transfers, transfer);
    if (transfers !== next.transfers) next = { ...next, transfers };
  }
  return next;
}

export function reduceTransfer(
  id: string,
  held: TransferView | undefined,
  event: EventView,
): TransferView | undefined {
  return event.transfer?.id === id ? newer(held, event.transfer) : held;
}

/** Transfers under way that this agent may see. */
export function reduceOpenTransfers(open: TransferView[], event: EventView): TransferView[] {
  const { transfer } = event;
  if (!transfer) return open;
  const next = upsert(open, transfer);
  return next.every(isOpenTransfer) ? next : next.filter(isOpenTransfer);
}

/** Segments by start; a segment that comes again replaces itself. Of the gaps, the newer list. */
export function reduceTranscript(transcript: TranscriptView, event: EventView): TranscriptView {
  return withGaps(withSegments(transcript, event), event);
}

function withSegments(transcript: TranscriptView, event: EventView): TranscriptView {
  const mine = event.segments?.filter((segment) => segment.call_id === transcript.call_id) ?? [];
  if (mine.length === 0) return transcript;
  const byId = new Map(transcript.segments.map((segment) => [segment.id, segment]));
  for (const segment of mine) byId.set(segment.id, segment);
  const segments = [...byId.values()].sort(
    (a, b) => a.start_s - b.start_s || a.id.localeCompare(b.id),
  );
  return { ...transcript, segments };
}

function withGaps(transcript: TranscriptView, event: EventView): TranscriptView {
  const { gaps, gaps_version } = event;
  if (!gaps || !gaps_version || event.call_id !== transcript.call_id) return transcript;
  return gaps_version > transcript.gaps_version
    ? { ...transcript, gaps, gaps_version }
    : transcript;
}

export function reduceBriefing(
  callId: string,
  held: BriefingView | undefined,
  event: EventView,
): BriefingView | undefined {
  return event.briefing?.call_id === callId ? newer(held, event.briefing) : held;
}

/** Agents carry no version: events come in the order in which things happened. */
export function reduceAgents(agents: AgentView[], event: EventView): AgentView[] {
  const { agent } = event;
  if (!agent) return agents;
  const index = agents.findIndex((item) => item.id === agent.id);
  return index === -1 ? [...agents, agent] : agents.with(index, agent);
}

/** Nor does how speech to text fares. */
export function reduceSpeech(speech: SpeechView, event: EventView): SpeechView {
  return event.speech ?? speech;
}
