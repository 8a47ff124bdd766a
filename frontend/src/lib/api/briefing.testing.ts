import type { BriefingView } from "./types";

/** A briefing of call c1 in which nothing was said yet, with `over` changed. */
export function briefing(over: Partial<BriefingView> = {}): BriefingView {
  return {
    call_id: "c1",
    version: 1,
    text: "",
    spoken: "",
    headline: "",
    reason: "",
    facts: [],
    done: [],
    open: [],
    sentiment: "neutral",
    language: "en",
    source: "local",
    edited: false,
    changes: [],
    notes: [],
    covers_until: 0,
    updated_at: "2026-01-01T00:00:00Z",
    ...over,
  };
}
