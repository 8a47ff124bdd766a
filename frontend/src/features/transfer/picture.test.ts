import { describe, expect, it } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { pictureOf, viewpointOf } from "./picture";

function transfer(state: TransferState, over: Partial<TransferView> = {}): TransferView {
  return {
    id: "t1",
    call_id: "c1",
    mode: "introduce",
    state,
    outcome: null,
    reason: null,
    target: { kind: "agent", agent_id: "bea", name: "Bea", offers: [] },
    initiator: { id: "ana", name: "Ana" },
    caller_name: "Ines",
    room_id: "abcd-efgh",
    briefing: {
      call_id: "c1",
      version: 1,
      text: "",
      headline: "",
      reason: "",
      facts: [],
      done: [],
      open: [],
      sentiment: "neutral",
      language: "en",
      source: "local",
      edited: false,
      covers_until: 0,
      updated_at: "2026-01-01T00:00:00Z",
    },
    moved: [],
    hands_over: false,
    deadline_at: null,
    created_at: "2026-01-01T00:00:00Z",
    ended_at: null,
    version: 1,
    ...over,
  };
}

const OPEN_OFFER = {
  target: { kind: "open" as const, agent_id: null, name: "Anyone with the room ID", offers: [] },
};

function states(view: TransferView): string[] {
  return pictureOf(view, "initiator").steps.map((step) => step.state);
}

describe("steps", () => {
  it.each<[TransferState, string[]]>([
    ["preparing", ["current", "todo", "todo", "todo", "todo"]],
    ["offered", ["done", "current", "todo", "todo", "todo"]],
    ["moving", ["done", "done", "current", "todo", "todo"]],
    ["introducing", ["done", "done", "done", "current", "todo"]],
    ["completed", ["done", "done", "done", "done", "done"]],
    ["declined", ["done", "failed", "todo", "todo", "todo"]],
    ["no_answer", ["done", "failed", "todo", "todo", "todo"]],
  ])("%s", (state, expected) => {
    expect(states(transfer(state))).toEqual(expected);
  });

  it("marks the move as what failed when somebody had moved", () => {
    expect(states(transfer("cancelled", { moved: ["agent-bea"] }))[2]).toBe("failed");
    expect(states(transfer("failed", { outcome: "failed" }))[2]).toBe("failed");
  });
});

describe("words", () => {
  it("names the target while it rings", () => {
    const picture = pictureOf(transfer("offered"), "initiator");
    expect(picture.headline).toBe("Ringing Bea");
    expect(picture.hearing).toBe("Ines and you hear each other. Bea hears nothing yet.");
  });

  it("asks for the room ID to be passed on in an open offer", () => {
    const picture = pictureOf(transfer("offered", OPEN_OFFER), "initiator");
    expect(picture.headline).toBe("Waiting for an agent to enter the room ID");
    expect(picture.advice).toContain("room ID");
  });

  it("says who declined, why, and what to do", () => {
    const picture = pictureOf(
      transfer("declined", { reason: "Bea declined: In a meeting" }),
      "initiator",
    );
    expect(picture.headline).toBe("Bea declined");
    expect(picture.hearing).toBe("Ines is still with you.");
    expect(picture.advice).toBe("The reason: In a meeting. Choose somebody else, or try again.");
  });

  it("does not say an outcome twice", () => {
    const declined = pictureOf(transfer("declined", { reason: "Bea declined." }), "initiator");
    expect(declined.advice).toBe("Choose somebody else, or try again.");
    const cancelled = pictureOf(transfer("cancelled", { reason: "Ana cancelled." }), "initiator");
    expect(cancelled.advice).toBeNull();
  });

  it("says what failed", () => {
    const failed = transfer("failed", { reason: "The audio server could not make a room." });
    expect(pictureOf(failed, "initiator").advice).toBe(
      "The audio server could not make a room. Choose somebody else, or try again.",
    );
  });

  it("speaks to the target as you", () => {
    expect(pictureOf(transfer("introducing"), "target").headline).toBe("You are with Ines and Ana");
    expect(pictureOf(transfer("completed"), "target").headline).toBe("You have the call");
  });

  it("isolates right-to-left names", () => {
    const picture = pictureOf(
      transfer("offered", { target: { kind: "agent", agent_id: "x", name: "ליאור", offers: [] } }),
      "initiator",
    );
    expect(picture.headline).toBe("Ringing \u2068ליאור\u2069");
  });
});

describe("cancel", () => {
  it.each<[TransferState, boolean]>([
    ["preparing", true],
    ["offered", true],
    ["moving", true],
    ["introducing", true],
    ["reverting", false],
    ["completed", false],
    ["declined", false],
  ])("%s → %s for the initiator", (state, can) => {
    expect(pictureOf(transfer(state), "initiator").canCancel).toBe(can);
  });

  it("is the initiator's alone", () => {
    expect(pictureOf(transfer("offered"), "target").canCancel).toBe(false);
  });
});

it("knows from where one looks at a transfer", () => {
  expect(viewpointOf(transfer("offered"), "ana")).toBe("initiator");
  expect(viewpointOf(transfer("offered"), "bea")).toBe("target");
  expect(viewpointOf(transfer("offered"), "carl")).toBe("other");
});
