import { describe, expect, it } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { stepsOf } from "./steps-of";
import { ACCEPTED, OPEN, transfer } from "./transfer.testing";

function labels(over: Partial<TransferView>): string {
  return stepsOf(transfer("offered", over))
    .map((step) => step.label)
    .join(", ");
}

/** "done", then the step it has reached with how it stands there. */
function reached(state: TransferState, over: Partial<TransferView> = {}): string {
  const steps = stepsOf(transfer(state, over));
  const at = steps.find((step) => step.state !== "done");
  return at ? `${at.id} ${at.state}` : "all done";
}

describe("the way a transfer takes", () => {
  it.each<[Partial<TransferView>, string]>([
    [{ mode: "introduce" }, "Preparing, Ringing, Moving, Introducing, Completed"],
    [{ mode: "consult" }, "Preparing, Ringing, Consulting, Moving, Introducing, Completed"],
    [{ mode: "consult", hands_over: true }, "Preparing, Ringing, Consulting, Moving, Completed"],
    [{ mode: "direct", hands_over: true }, "Preparing, Ringing, Moving, Completed"],
    [OPEN, "Preparing, Waiting for an agent, Moving, Introducing, Completed"],
  ])("%j", (over, way) => {
    expect(labels(over)).toBe(way);
  });
});

describe("how far it has come", () => {
  it.each<[TransferState, string]>([
    ["preparing", "preparing current"],
    ["offered", "offered current"],
    ["moving", "moving current"],
    ["introducing", "introducing current"],
    ["completed", "all done"],
    ["declined", "offered failed"],
    ["no_answer", "offered failed"],
    ["failed", "preparing failed"],
  ])("%s", (state, expected) => {
    expect(reached(state)).toBe(expected);
  });

  it.each<[TransferState, string]>([
    ["consulting", "consulting current"],
    ["consult_paused", "consulting current"],
    ["moving", "moving current"],
    ["reverting", "consulting failed"],
    ["cancelled", "consulting failed"],
  ])("%s, consulting first", (state, expected) => {
    expect(reached(state, { mode: "consult", ...ACCEPTED })).toBe(expected);
  });

  it("stopped at the move once somebody had accepted", () => {
    expect(reached("cancelled", ACCEPTED)).toBe("moving failed");
    expect(reached("failed", ACCEPTED)).toBe("moving failed");
    const moved = { mode: "consult" as const, moved: ["caller-1"], ...ACCEPTED };
    expect(reached("failed", moved)).toBe("moving failed");
  });
});
