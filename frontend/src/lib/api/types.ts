/** The shapes the API speaks. Times are ISO 8601 in UTC. */

export type Presence = "available" | "busy" | "away" | "offline";
export type Role = "agent" | "supervisor" | "admin";
export type CallState = "waiting" | "active" | "ended";
export type CallerStatus = "waiting" | "connected" | "being_transferred" | "ended";
export type TransferMode = "introduce";
export type TransferOutcome =
  | "completed"
  | "declined"
  | "no_answer"
  | "cancelled"
  | "failed"
  | "caller_left";
export type TransferState =
  | "preparing"
  | "offered"
  | "moving"
  | "introducing"
  | "reverting"
  | TransferOutcome;

export interface AgentView {
  id: string;
  username: string;
  name: string;
  team: string | null;
  role: Role;
  presence: Presence;
}

export interface Session {
  access_token: string;
  token_type: "bearer";
  /** Seconds. */
  expires_in: number;
  agent: AgentView;
}

export interface ParticipantView {
  id: string;
  /** LiveKit identity, the same in every room of the call. */
  identity: string;
  kind: "caller" | "agent";
  agent_id: string | null;
  name: string;
  state: "connecting" | "present" | "away" | "left";
  joined_at: string | null;
  left_at: string | null;
}

export interface PersonRef {
  id: string;
  name: string;
}

export interface TargetView {
  kind: "agent" | "open";
  agent_id: string | null;
  name: string;
}

export interface FactView {
  label: string;
  value: string;
  segment_id: string | null;
}

export interface BriefingView {
  call_id: string;
  version: number;
  text: string;
  headline: string;
  reason: string;
  facts: FactView[];
  done: string[];
  open: string[];
  sentiment: "positive" | "neutral" | "negative";
  language: string;
  source: string;
  edited: boolean;
  /** Seconds since the call's start. */
  covers_until: number;
  updated_at: string;
}

export interface TransferView {
  id: string;
  call_id: string;
  mode: TransferMode;
  state: TransferState;
  outcome: TransferOutcome | null;
  reason: string | null;
  target: TargetView;
  initiator: PersonRef;
  caller_name: string;
  room_id: string;
  briefing: BriefingView;
  moved: string[];
  deadline_at: string | null;
  created_at: string;
  ended_at: string | null;
  version: number;
}

export interface CallView {
  id: string;
  state: CallState;
  caller_name: string;
  topic: string | null;
  created_at: string;
  waiting_since: string | null;
  answered_at: string | null;
  ended_at: string | null;
  end_reason: string | null;
  participants: ParticipantView[];
  open_transfer_id: string | null;
  version: number;
}

export interface CallDetail extends CallView {
  /** Oldest first. */
  transfers: TransferView[];
}

export interface CallPage {
  items: CallView[];
  next_cursor: string | null;
}

/** What a caller learns of a transfer: nothing before it was accepted. */
export interface CallerTransferView {
  id: string;
  state: TransferState;
  from_name: string;
  to_name: string | null;
  to_team: string | null;
  version: number;
}

export interface CallerCallView {
  id: string;
  status: CallerStatus;
  caller_name: string;
  created_at: string;
  answered_at: string | null;
  ended_at: string | null;
  end_reason: string | null;
  agents: PersonRef[];
  place_in_line: number | null;
  transfer: CallerTransferView | null;
  version: number;
}

export interface RoomConnection {
  room_name: string;
  url: string;
  token: string;
  identity: string;
}

export interface DestinationConnection extends RoomConnection {
  transfer_id: string;
  /** Identities that must be heard in the destination before the origin is left. */
  expect: string[];
}

/** Where one belongs now (`current`) and, during a move, where one is to go. */
export interface CallConnection {
  call_id: string;
  current: RoomConnection;
  destination: DestinationConnection | null;
}

export interface CallStarted {
  call: CallerCallView;
  caller_token: string;
  connection: CallConnection;
}

export interface CallJoined {
  call: CallDetail;
  connection: CallConnection;
}

export interface TransferJoined {
  transfer: TransferView;
  call: CallDetail;
  connection: CallConnection;
}

export interface SegmentView {
  id: string;
  call_id: string;
  identity: string;
  speaker_kind: "caller" | "agent";
  speaker_name: string;
  text: string;
  start_s: number;
  end_s: number;
  language: string | null;
  confidence: number | null;
}

export interface TranscriptView {
  call_id: string;
  segments: SegmentView[];
}

/** One server-sent event. What it carries replaces what a client holds, if newer. */
export interface EventView {
  id: number;
  type: string;
  at: string;
  call_id: string | null;
  transfer_id: string | null;
  call?: CallView | null;
  transfer?: TransferView | null;
  segments?: SegmentView[] | null;
  briefing?: BriefingView | null;
  agent?: AgentView | null;
}

export interface CallerEventView {
  id: number;
  type: string;
  at: string;
  call: CallerCallView;
}

export interface AgentTarget {
  agent_id: string;
}

export interface OpenTarget {
  open: true;
}

export interface TransferCreate {
  target: AgentTarget | OpenTarget;
  mode?: TransferMode;
  /** Edited text; null or left out sends the briefing as written. */
  briefing?: string | null;
}
