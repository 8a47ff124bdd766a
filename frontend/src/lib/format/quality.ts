import type { Quality } from "@/lib/room/types";

/** How good a connection is, in the same words for callers and agents. */
export const QUALITY_WORDS: Record<Quality, string> = {
  excellent: "Very good",
  good: "Good",
  poor: "Weak",
  lost: "Lost",
  unknown: "Measuring",
};
