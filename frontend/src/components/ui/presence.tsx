import clsx from "clsx";
import type { Presence } from "@/lib/api/types";

export const PRESENCE_WORDS: Record<Presence, string> = {
  available: "Available",
  busy: "In a call",
  away: "Away",
  offline: "Not signed in",
};

const COLOURS: Record<Presence, string> = {
  available: "bg-live",
  busy: "bg-wait",
  away: "border-2 border-wait",
  offline: "border-2 border-line-strong",
};

/** An agent's presence as a dot; the word is always written beside it. */
export function PresenceDot({ presence }: { presence: Presence }) {
  return <span aria-hidden className={clsx("size-2.5 shrink-0 rounded-full", COLOURS[presence])} />;
}
