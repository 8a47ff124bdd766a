import type { FactView, TransferMode } from "@/lib/api/types";

/** The server takes no longer briefing than this many characters. */
export const BRIEFING_LIMIT = 4000;

/** What has been entered of a phone to call. */
export interface PhoneDraft {
  /** As typed. */
  number: string;
  /** Keys that are pressed after the answer. */
  extension: string;
  /** Who it is. */
  name: string;
  /** The agent's own text to be spoken; null while it still follows the live briefing. */
  spoken: string | null;
}

/**
 * What has been entered into the transfer dialog. It outlives the dialog, so nothing is
 * lost on reopening; starting the transfer or changing the call clears it.
 */
export interface TransferDraft {
  callId: string;
  /** Keys of the destinations chosen; of several, in the order in which they may be asked. */
  chosen: readonly string[];
  /** The next one chosen joins those chosen, and takes nobody's place. */
  adding: boolean;
  /** Of several, one is asked after the other. */
  inOrder: boolean;
  /** How the call is handed over; null while it is as last time. */
  mode: TransferMode | null;
  /** What was typed to find the destination. */
  query: string;
  /** The agent's own text; null while it still follows the live briefing. */
  briefing: string | null;
  phone: PhoneDraft;
}

export function emptyDraft(callId: string): TransferDraft {
  return {
    callId,
    chosen: [],
    adding: false,
    inOrder: false,
    mode: null,
    query: "",
    briefing: null,
    phone: { number: "", extension: "", name: "", spoken: null },
  };
}

/** Whether the call is to go to a phone. */
export function isToPhone({ chosen }: TransferDraft): boolean {
  return chosen.includes("phone");
}

/** The text that would be sent now. */
export function briefingText(draft: TransferDraft, live: string): string {
  return draft.briefing ?? live;
}

/** Typing back what the live briefing says follows it again. */
export function withBriefing(draft: TransferDraft, text: string, live: string): TransferDraft {
  return { ...draft, briefing: text === live ? null : text };
}

/** What to send: null lets the server send the briefing as written at that moment. */
export function briefingToSend(draft: TransferDraft): string | null {
  return isToPhone(draft) ? draft.phone.spoken : draft.briefing;
}

/** Typing back what the live briefing says follows it again. */
export function withSpoken(phone: PhoneDraft, text: string, live: string): PhoneDraft {
  return { ...phone, spoken: text === live ? null : text };
}

/** Of a voice that reads aloud. */
const WORDS_A_MINUTE = 150;

/** How long it takes to say, in seconds. */
export function secondsToSay(text: string): number {
  return Math.ceil((wordCount(text) * 60) / WORDS_A_MINUTE);
}

export function wordCount(text: string): number {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
}

/** Whether the text already tells this fact, also with its digits apart as they are spoken. */
export function tells(text: string, fact: FactView): boolean {
  return joined(text).includes(joined(fact.value));
}

function joined(text: string): string {
  return text.toLowerCase().replace(/(\d) (?=\d)/g, "$1");
}

/** The text with the fact as a line of its own at the end. */
export function withFact(text: string, fact: FactView): string {
  const line = `- ${fact.label}: ${fact.value}`;
  return text.trim() === "" ? line : `${text.trimEnd()}\n${line}`;
}

/** The text with the fact as a sentence of its own at the end. */
export function withSpokenFact(text: string, fact: FactView): string {
  return `${text.trimEnd()} ${fact.label}: ${fact.value}.`.trimStart();
}
