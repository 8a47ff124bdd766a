import type { PhoneTarget, TransferCreate } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { type Destination, inSentence } from "./directory";
import type { TransferDraft } from "./draft";
import { looksLikeNumber } from "./phone-number";

/** The server asks no more agents than this for one transfer. */
export const MOST_ASKED = 20;

/** Whether agents are being put together; a team, a phone or the room ID cannot be part of that. */
export function isSeveral(draft: TransferDraft): boolean {
  return draft.adding || draft.chosen.length > 1;
}

/** A click or Enter: takes the place of what was chosen or, among several, comes or goes. */
export function choose(draft: TransferDraft, destination: Destination): TransferDraft {
  if (isSeveral(draft)) return toggle(draft, destination);
  return alone(draft, destination);
}

/** What was typed to find a phone is its number. */
function alone(draft: TransferDraft, { key, kind }: Destination): TransferDraft {
  const chosen = { ...draft, chosen: [key], adding: false };
  if (kind !== "phone" || !looksLikeNumber(draft.query)) return chosen;
  return { ...chosen, query: "", phone: { ...draft.phone, number: draft.query.trim() } };
}

/** Adds an agent to those chosen, or takes them out again. Whatever is no agent stands alone. */
export function toggle(draft: TransferDraft, destination: Destination): TransferDraft {
  const { key } = destination;
  if (destination.kind !== "agent") return alone(draft, destination);
  if (draft.chosen.includes(key)) return without(draft, key);
  if (draft.chosen.length >= MOST_ASKED) return draft;
  const chosen = [...draft.chosen.filter((one) => isAgentKey(one)), key];
  return { ...draft, chosen, adding: false, query: "" };
}

export function without(draft: TransferDraft, key: string): TransferDraft {
  return { ...draft, chosen: draft.chosen.filter((one) => one !== key), adding: false };
}

/** One place up (-1) or down (1) in the order in which they are asked. */
export function moved(draft: TransferDraft, key: string, by: -1 | 1): TransferDraft {
  const from = draft.chosen.indexOf(key);
  const other = draft.chosen[from + by];
  if (from < 0 || other === undefined) return draft;
  return { ...draft, chosen: draft.chosen.with(from, other).with(from + by, key) };
}

function isAgentKey(key: string): boolean {
  return key !== "open" && key !== "phone" && !key.startsWith("team:");
}

/** What the server is told; null when nobody is chosen who could take the call. `phone`: to call. */
export function targetOf(
  picked: readonly Destination[],
  inOrder: boolean,
  phone: PhoneTarget | null,
): TransferCreate["target"] | null {
  const [first] = picked;
  if (!first || picked.every((one) => one.blocked !== null)) return null;
  if (first.kind === "open") return { open: true };
  if (first.kind === "phone") return phone;
  if (first.kind === "team") return { team: first.name };
  if (picked.length === 1) return { agent_id: first.key };
  return { any_of: picked.map((one) => one.key), in_order: inOrder };
}

/** Why those who had been chosen cannot take the call any more, or null. */
export function lostWords(picked: readonly Destination[]): string | null {
  const [first] = picked;
  if (!first || picked.some((one) => one.blocked === null)) return null;
  if (picked.length > 1) return "None of them can take a call now. Choose somebody else.";
  if (first.kind === "team") {
    return `Nobody of ${inText(first.name)} can take a call now. Choose somebody else.`;
  }
  return `${inText(first.name)} is ${first.blocked?.toLowerCase()} now. Choose somebody else.`;
}

/** The target in a sentence: "Bea", "whoever accepts first". */
export function whom(picked: readonly Destination[]): string {
  const [first] = picked;
  if (!first) return "the other agent";
  return picked.length > 1 ? "whoever accepts first" : inSentence(first);
}
