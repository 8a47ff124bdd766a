import { describe, expect, it } from "vitest";
import {
  briefingText,
  briefingToSend,
  emptyDraft,
  tells,
  withBriefing,
  withFact,
  wordCount,
} from "./draft";

const FACT = { label: "Order", value: "7319", segment_id: null };

describe("the briefing in the dialog", () => {
  it("follows the live briefing until it is edited", () => {
    const draft = emptyDraft("c1");
    expect(briefingText(draft, "first")).toBe("first");
    expect(briefingText(draft, "second")).toBe("second");
    expect(briefingToSend(draft)).toBeNull();
  });

  it("keeps what was typed when the live briefing moves on", () => {
    const draft = withBriefing(emptyDraft("c1"), "mine", "first");
    expect(briefingText(draft, "second")).toBe("mine");
    expect(briefingToSend(draft)).toBe("mine");
  });

  it("follows again when the edit is undone", () => {
    const edited = withBriefing(emptyDraft("c1"), "mine", "live");
    expect(briefingToSend(withBriefing(edited, "live", "live"))).toBeNull();
  });
});

describe("facts", () => {
  it("are told when their value is in the text", () => {
    expect(tells("about order 7319", FACT)).toBe(true);
    expect(tells("about an order", FACT)).toBe(false);
  });

  it("are told with their digits apart, as a voice reads them", () => {
    expect(tells("about order 7 3 1 9.", FACT)).toBe(true);
    expect(tells("about order 7 3 1 8.", FACT)).toBe(false);
  });

  it("are added as a line of their own", () => {
    expect(withFact("", FACT)).toBe("- Order: 7319");
    expect(withFact("Wants a refund.\n", FACT)).toBe("Wants a refund.\n- Order: 7319");
  });
});

it.each([
  ["", 0],
  ["  ", 0],
  ["one", 1],
  [" two\nwords ", 2],
])("counts the words of %j", (text, count) => {
  expect(wordCount(text)).toBe(count);
});
