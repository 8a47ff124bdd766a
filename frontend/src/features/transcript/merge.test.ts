import { describe, expect, it } from "vitest";
import type { SegmentView } from "@/lib/api/types";
import {
  type Entry,
  isMissed,
  mergeTranscript,
  type Partials,
  prunePartials,
  STALE_PARTIAL_MS,
  withPartial,
} from "./merge";

const NOTHING: Partials = new Map();

function segment(id: string, identity: string, start: number, text = id): SegmentView {
  return {
    id,
    call_id: "call",
    identity,
    speaker_kind: identity.startsWith("caller") ? "caller" : "agent",
    speaker_name: identity,
    text,
    start_s: start,
    end_s: start + 2,
    language: "en",
    confidence: 0.9,
    private: false,
  };
}

/** What is said in each turn; of a gap, when it began. */
function lines(entries: Entry[]): (string[] | number)[] {
  return entries.map((entry) =>
    isMissed(entry) ? entry.startS : entry.lines.map((line) => line.text),
  );
}

describe("mergeTranscript", () => {
  it("puts finals in the order they were spoken, whatever order they came in", () => {
    const turns = mergeTranscript(
      [segment("s3", "agent-a", 9), segment("s1", "caller-1", 1), segment("s2", "agent-a", 5)],
      NOTHING,
    );
    expect(lines(turns)).toEqual([["s1"], ["s2", "s3"]]);
  });

  it("starts a new turn after a long pause", () => {
    const turns = mergeTranscript(
      [segment("s1", "caller-1", 1), segment("s2", "caller-1", 60)],
      NOTHING,
    );
    expect(turns).toHaveLength(2);
  });

  it("shows a segment once even when it was delivered twice", () => {
    const turns = mergeTranscript(
      [segment("s1", "caller-1", 1), segment("s1", "caller-1", 1)],
      NOTHING,
    );
    expect(lines(turns)).toEqual([["s1"]]);
  });

  it("puts what is being said at the end, without a time", () => {
    const partials = withPartial(
      NOTHING,
      { segmentId: "s2", identity: "caller-1", text: "I was ch" },
      0,
    );
    const turns = mergeTranscript([segment("s1", "agent-a", 1)], partials);
    expect(turns.at(-1)).toEqual({
      key: "s2",
      identity: "caller-1",
      name: null,
      private: false,
      lines: [{ id: "s2", text: "I was ch", startS: null }],
    });
  });

  it("keeps apart what one person said with and without the caller", () => {
    const consult = { ...segment("s2", "agent-a", 4), private: true };
    const saying = withPartial(NOTHING, { segmentId: "s4", identity: "agent-a", text: "She" }, 0);
    const finals = [segment("s1", "agent-a", 1), consult, segment("s3", "agent-a", 7)];
    const turns = mergeTranscript(finals, saying, { consulting: true });
    expect(turns.map((turn) => !isMissed(turn) && [turn.lines[0]?.id, turn.private])).toEqual([
      ["s1", false],
      ["s2", true],
      ["s3", false],
      ["s4", true],
    ]);
  });

  it("replaces a partial by its final", () => {
    const partials = withPartial(
      NOTHING,
      { segmentId: "s1", identity: "caller-1", text: "I w" },
      0,
    );
    const turns = mergeTranscript([segment("s1", "caller-1", 1, "I was charged twice.")], partials);
    expect(lines(turns)).toEqual([["I was charged twice."]]);
  });

  it("keeps partials of two people in the order they began", () => {
    let partials = withPartial(NOTHING, { segmentId: "b", identity: "agent-a", text: "Hel" }, 1);
    partials = withPartial(partials, { segmentId: "a", identity: "caller-1", text: "I" }, 2);
    partials = withPartial(partials, { segmentId: "b", identity: "agent-a", text: "Hello" }, 3);
    expect(mergeTranscript([], partials).map((turn) => turn.key)).toEqual(["b", "a"]);
  });
});

describe("a stretch that nobody listened to", () => {
  const said = [segment("s1", "caller-1", 1), segment("s2", "caller-1", 14)];

  it("stands in its place and parts what one person said before and after it", () => {
    const gaps = [
      { start_s: 20, end_s: null },
      { start_s: 3, end_s: 14 },
    ];
    expect(lines(mergeTranscript(said, NOTHING, { gaps }))).toEqual([["s1"], 3, ["s2"], 20]);
  });

  it("comes before what was said from its beginning on, and before what is being said", () => {
    const partials = withPartial(
      NOTHING,
      { segmentId: "s3", identity: "caller-1", text: "Hello" },
      0,
    );
    const gaps = [
      { start_s: 1, end_s: 5 },
      { start_s: 16, end_s: 30 },
    ];
    const entries = mergeTranscript(said, partials, { gaps });
    expect(lines(entries)).toEqual([1, ["s1", "s2"], 16, ["Hello"]]);
    expect(entries[2]).toEqual({ key: "missed-16", startS: 16, endS: 30 });
  });
});

describe("partials", () => {
  it("drops a segment that came to nothing", () => {
    const spoken = withPartial(NOTHING, { segmentId: "s", identity: "caller-1", text: "uh" }, 0);
    expect(withPartial(spoken, { segmentId: "s", identity: "caller-1", text: " " }, 1).size).toBe(
      0,
    );
  });

  it("forgets what became final and what went stale, and keeps the map when nothing changed", () => {
    let partials = withPartial(NOTHING, { segmentId: "done", identity: "caller-1", text: "x" }, 0);
    partials = withPartial(partials, { segmentId: "live", identity: "caller-1", text: "y" }, 100);
    const finals = [segment("done", "caller-1", 1)];
    const kept = prunePartials(partials, finals, 200);
    expect([...kept.keys()]).toEqual(["live"]);
    expect(prunePartials(kept, finals, 300)).toBe(kept);
    expect(prunePartials(kept, finals, 100 + STALE_PARTIAL_MS).size).toBe(0);
  });
});
