/** The shapes the API speaks, by name. Times are ISO 8601 in UTC. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type AgentView = Schemas["AgentView"];
export type Session = Schemas["Session"];
export type ParticipantView = Schemas["ParticipantView"];
export type PersonRef = Schemas["PersonRef"];
export type TargetView = Schemas["TargetView"];
export type PhoneView = Schemas["PhoneView"];
export type PhonesView = Schemas["PhonesView"];
export type OfferView = Schemas["OfferView"];
export type FactView = Schemas["FactView"];
export type BriefingView = Schemas["BriefingView"];
export type BriefingVersionView = Schemas["BriefingVersionView"];
export type ChangeView = Schemas["ChangeView"];
export type NoteView = Schemas["NoteView"];
export type TransferView = Schemas["TransferView"];
export type CallView = Schemas["CallView"];
export type CallDetail = Schemas["CallDetail"];
export type CallPage = Schemas["CallPage"];
export type CallerTransferView = Schemas["CallerTransferView"];
export type CallerCallView = Schemas["CallerCallView"];
export type RoomConnection = Schemas["RoomConnection"];
export type DestinationConnection = Schemas["DestinationConnection"];
export type CallConnection = Schemas["CallConnection"];
export type CallStarted = Schemas["CallStarted"];
export type CallJoined = Schemas["CallJoined"];
export type TransferJoined = Schemas["TransferJoined"];
export type SegmentView = Schemas["SegmentView"];
export type GapView = Schemas["GapView"];
export type FoundSegment = Schemas["FoundSegment"];
export type SpeechView = Schemas["SpeechView"];
export type TranscriptView = Schemas["TranscriptView"];
export type AgentTarget = Schemas["AgentTarget"];
export type AnyOfTarget = Schemas["AnyOfTarget"];
export type TeamTarget = Schemas["TeamTarget"];
export type OpenTarget = Schemas["OpenTarget"];
export type PhoneTarget = Schemas["PhoneTarget"];
export type TransferCreate = Schemas["TransferCreate"];

export type Presence = AgentView["presence"];
export type CallState = Schemas["CallState"];
export type TransferState = TransferView["state"];
export type TransferMode = TransferView["mode"];

/** A key pressed at a phone in the call. */
export interface DigitView {
  participant_id: string;
  /** Whose phone it is. */
  name: string;
  digit: string;
  at: string;
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
  /** All of the call's, with their version. */
  gaps?: GapView[] | null;
  gaps_version?: number | null;
  briefing?: BriefingView | null;
  agent?: AgentView | null;
  speech?: SpeechView | null;
  digit?: DigitView | null;
}

export interface CallerEventView {
  id: number;
  type: string;
  at: string;
  call: CallerCallView;
}
