import { describe, expect, it } from "vitest";
import { readNudge, readPartial } from "./room-messages";

const encode = (text: string) => new TextEncoder().encode(text);
const NUDGE = { transfer_id: "t1", state: "moving", version: 3 };

describe("readNudge", () => {
  it("reads the server's nudge", () => {
    expect(readNudge("wt.transfer", false, encode(JSON.stringify(NUDGE)))).toEqual(NUDGE);
  });

  it.each([
    ["of another topic", "chat", false, JSON.stringify(NUDGE)],
    ["without a topic", undefined, false, JSON.stringify(NUDGE)],
    ["that a participant sent", "wt.transfer", true, JSON.stringify(NUDGE)],
    ["that is no JSON", "wt.transfer", false, "{"],
    ["that is no object", "wt.transfer", false, "null"],
    ["that lacks a field", "wt.transfer", false, '{"transfer_id": "t1", "state": "moving"}'],
    ["with a wrong type", "wt.transfer", false, JSON.stringify({ ...NUDGE, version: "3" })],
  ])("ignores a message %s", (_what, topic, hasSender, payload) => {
    expect(readNudge(topic, hasSender, encode(payload))).toBeNull();
  });
});

describe("readPartial", () => {
  const attributes = {
    speaker: "caller-1",
    "lk.segment_id": "s1",
    "lk.transcription_final": "false",
  };

  it("reads whose words they are, and whether they may still change", () => {
    expect(readPartial(attributes, "I was charged")).toEqual({
      identity: "caller-1",
      segmentId: "s1",
      text: "I was charged",
      final: false,
    });
    expect(readPartial({ ...attributes, "lk.transcription_final": "true" }, "")?.final).toBe(true);
  });

  it.each(["speaker", "lk.segment_id"])("ignores a stream without %s", (missing) => {
    expect(readPartial({ ...attributes, [missing]: "" }, "words")).toBeNull();
  });
});
