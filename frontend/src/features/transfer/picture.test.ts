import { describe, expect, it } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { pictureOf, type Scene, type TransferAction, type Viewpoint, viewpointOf } from "./picture";
import { ACCEPTED, asked, OPEN, offer, transfer } from "./transfer.testing";

const ANA: Viewpoint = "initiator";
const BEA: Viewpoint = "target";
const DANA: Viewpoint = "other";
const TALKING: Scene = { held: false, targetHere: true };
const HELD: Scene = { held: true, targetHere: true };

const CONSULT = { mode: "consult", ...ACCEPTED } as const;
const DIRECT = { mode: "direct", hands_over: true, ...ACCEPTED } as const;

function seenBy(viewpoint: Viewpoint, view: TransferView, scene = TALKING) {
  return pictureOf(view, viewpoint, scene);
}

describe("what is happening, and who hears whom", () => {
  it.each<[TransferState, Partial<TransferView>, Viewpoint, Scene, string, string | null]>([
    ["preparing", {}, ANA, TALKING, "Getting the room and the briefing ready", BEFORE()],
    ["offered", {}, ANA, TALKING, "Ringing Bea", BEFORE()],
    ["offered", {}, ANA, HELD, "Ringing Bea", ON_HOLD()],
    [
      "offered",
      {},
      DANA,
      TALKING,
      "Ringing Bea",
      "Ines and Ana hear each other. Bea hears nothing yet.",
    ],
    [
      "offered",
      OPEN,
      ANA,
      TALKING,
      "Waiting for an agent to enter the room ID",
      "Ines and you hear each other. Whoever accepts hears nothing yet.",
    ],
    [
      "moving",
      ACCEPTED,
      ANA,
      TALKING,
      "Bea accepted. Bringing everyone together",
      "Ines still hears you, until Bea can be heard.",
    ],
    [
      "moving",
      ACCEPTED,
      BEA,
      TALKING,
      "You accepted. Bringing everyone together",
      "You are in. Ines and Ana join you in a moment.",
    ],
    [
      "moving",
      DIRECT,
      ANA,
      TALKING,
      "Bea accepted. Moving Ines",
      "Ines still hears you, until Bea can be heard. Then you are free.",
    ],
    [
      "moving",
      DIRECT,
      BEA,
      TALKING,
      "You accepted. Moving Ines",
      "You are in. Ines comes to you in a moment.",
    ],
    [
      "consulting",
      CONSULT,
      ANA,
      HELD,
      "You are consulting Bea",
      "Ines hears music. You and Bea are talking.",
    ],
    [
      "consulting",
      CONSULT,
      BEA,
      HELD,
      "Ana is consulting you",
      "Ines hears music. You and Ana are talking.",
    ],
    [
      "consulting",
      CONSULT,
      DANA,
      HELD,
      "Ana is consulting Bea",
      "Ines hears music. Ana and Bea are talking.",
    ],
    [
      "consulting",
      CONSULT,
      ANA,
      { held: true, targetHere: false },
      "Bea accepted. Connecting",
      "Ines hears music. You and Bea hear each other in a moment.",
    ],
    [
      "consult_paused",
      CONSULT,
      ANA,
      TALKING,
      "Bea is waiting for you",
      "You and Ines hear each other. Bea hears nobody.",
    ],
    ["consult_paused", CONSULT, ANA, HELD, "Bea is waiting for you", ON_HOLD()],
    [
      "consult_paused",
      CONSULT,
      BEA,
      TALKING,
      "You are waiting for Ana",
      "Ana is with Ines. You hear nobody, and nobody hears you.",
    ],
    [
      "consult_paused",
      CONSULT,
      DANA,
      TALKING,
      "Bea is waiting for Ana",
      "Ines and Ana hear each other. Bea hears nobody.",
    ],
    [
      "moving",
      CONSULT,
      ANA,
      HELD,
      "Bringing Ines in",
      "Ines hears music until Bea and you can be heard.",
    ],
    [
      "moving",
      CONSULT,
      BEA,
      HELD,
      "Bringing Ines in",
      "You are in. Ines joins you and Ana in a moment.",
    ],
    [
      "moving",
      { ...CONSULT, hands_over: true },
      ANA,
      HELD,
      "Handing Ines over to Bea",
      "Ines hears music until Bea can be heard. Then you are free.",
    ],
    [
      "moving",
      { ...CONSULT, hands_over: true },
      ANA,
      TALKING,
      "Handing Ines over to Bea",
      "Ines still hears you, until Bea can be heard. Then you are free.",
    ],
    ["introducing", ACCEPTED, ANA, TALKING, "Bea is here", ALL_THREE("Bea and you")],
    ["introducing", ACCEPTED, BEA, TALKING, "You are with Ines and Ana", ALL_THREE("Ana and you")],
    ["introducing", ACCEPTED, DANA, HELD, "Ana is introducing Bea", ON_HOLD()],
    ["completed", ACCEPTED, BEA, TALKING, "You have the call", "Ines and you hear each other."],
    ["completed", ACCEPTED, BEA, HELD, "You have the call", ON_HOLD()],
    [
      "completed",
      ACCEPTED,
      ANA,
      { held: false, targetHere: false },
      "You handed the call to Bea",
      null,
    ],
    ["reverting", ACCEPTED, ANA, TALKING, "Going back to how it was", BEFORE()],
  ])("%s", (state, over, viewpoint, scene, headline, hearing) => {
    const picture = seenBy(viewpoint, transfer(state, over), scene);
    expect(picture.headline).toBe(headline);
    expect(picture.hearing).toBe(hearing);
  });

  it("isolates right-to-left names", () => {
    const target = {
      kind: "agent" as const,
      agent_id: "x",
      phone: null,
      name: "ליאור",
      offers: [],
    };
    expect(seenBy(ANA, transfer("offered", { target })).headline).toBe("Ringing \u2068ליאור\u2069");
  });
});

function BEFORE(): string {
  return "Ines and you hear each other. Bea hears nothing yet.";
}
function ON_HOLD(): string {
  return "Ines hears music, and nobody in the call hears anybody.";
}
function ALL_THREE(others: string): string {
  return `Ines, ${others} all hear each other.`;
}

describe("while several are asked", () => {
  it("names those who are rung at this moment", () => {
    const inOrder = asked(offer("Bea", "declined"), offer("Carl", "ringing"));
    expect(seenBy(ANA, transfer("offered", inOrder)).headline).toBe("Ringing Carl");
    const atOnce = asked(...["Bea", "Carl", "Dana"].map((name) => offer(name, "ringing")));
    expect(seenBy(ANA, transfer("offered", atOnce)).headline).toBe("Ringing Bea, Carl and Dana");
  });

  it("counts those who are too many to be named", () => {
    const { target } = asked(...["Bea", "Carl", "Dana", "Eli"].map((n) => offer(n, "ringing")));
    const team = { target: { ...target, kind: "team" as const, name: "Billing" } };
    expect(seenBy(ANA, transfer("offered", { target })).headline).toBe("Ringing 4 agents");
    expect(seenBy(ANA, transfer("offered", team)).headline).toBe("Ringing 4 agents of Billing");
  });
});

describe("what is to be done", () => {
  it("asks for the room ID to be passed on in an open offer", () => {
    expect(seenBy(ANA, transfer("offered", OPEN)).advice).toContain("room ID");
  });

  it.each([
    ["consult", "Once Bea accepts, Ines goes on hold and the two of you talk."],
    ["direct", "Once Bea accepts, Ines goes over at once and you are free."],
    ["introduce", null],
  ] as const)("says what accepting does in a transfer to %s", (mode, advice) => {
    expect(seenBy(ANA, transfer("offered", { mode })).advice).toBe(advice);
    expect(seenBy(DANA, transfer("offered", { mode })).advice).toBeNull();
  });

  it("calls whoever of several will accept somebody", () => {
    const offered = transfer("offered", { mode: "direct", ...asked(offer("Bea", "ringing")) });
    expect(seenBy(ANA, offered).advice).toContain("Once somebody accepts");
  });

  it("says who declined, why, and what to do", () => {
    const picture = seenBy(ANA, transfer("declined", { reason: "Bea declined: In a meeting" }));
    expect(picture.headline).toBe("Bea declined");
    expect(picture.hearing).toBe("Ines is still with you.");
    expect(picture.advice).toBe("The reason: In a meeting. Choose somebody else, or try again.");
  });

  it("says who of several gave which reason", () => {
    const offers = asked(offer("Bea", "no_answer"), offer("Carl", "declined"));
    const declined = transfer("declined", { ...offers, reason: "Carl declined: In a meeting" });
    expect(seenBy(ANA, declined)).toMatchObject({
      headline: "Nobody took the call",
      advice: "Carl declined: In a meeting. Choose somebody else, or try again.",
    });
  });

  it("does not say an outcome twice", () => {
    const declined = seenBy(ANA, transfer("declined", { reason: "Bea declined." }));
    expect(declined.advice).toBe("Choose somebody else, or try again.");
    const cancelled = seenBy(ANA, transfer("cancelled", { reason: "Ana cancelled." }));
    expect(cancelled.advice).toBeNull();
  });

  it("says what failed, and that the caller is back from a consult", () => {
    const failed = transfer("failed", { ...CONSULT, reason: "Bea left." });
    expect(seenBy(ANA, failed)).toMatchObject({
      headline: "The transfer did not work",
      hearing: "Ines is back with you.",
      advice: "Bea left. Choose somebody else, or try again.",
    });
  });

  it.each<[TransferState, Partial<TransferView>, string]>([
    ["no_answer", {}, "Bea did not answer"],
    ["no_answer", OPEN, "Nobody entered the room ID"],
    ["no_answer", asked(offer("Bea", "no_answer"), offer("Carl", "no_answer")), "Nobody answered"],
    ["busy", {}, "Bea is busy"],
    ["voicemail", {}, "A voicemail answered"],
    ["cancelled", {}, "You cancelled the transfer"],
    ["caller_left", {}, "Ines left the call"],
  ])("%s", (state, over, headline) => {
    const picture = seenBy(ANA, transfer(state, over));
    expect(picture.headline).toBe(headline);
    expect(picture.tone).toBe("trouble");
  });
});

describe("what can be done", () => {
  it.each<[TransferState, TransferAction[]]>([
    ["preparing", ["cancel"]],
    ["offered", ["cancel"]],
    ["consulting", ["bring_in", "hand_over", "return", "cancel"]],
    ["consult_paused", ["bring_in", "hand_over", "consult", "cancel"]],
    ["moving", ["cancel"]],
    ["introducing", ["cancel"]],
    ["reverting", []],
    ["completed", []],
    ["declined", []],
  ])("%s", (state, actions) => {
    expect(seenBy(ANA, transfer(state, CONSULT)).actions).toEqual(actions);
    expect(seenBy(BEA, transfer(state, CONSULT)).actions).toEqual([]);
    expect(seenBy(DANA, transfer(state, CONSULT)).actions).toEqual([]);
  });
});

it("knows from where one looks at a transfer", () => {
  expect(viewpointOf(transfer("offered"), "ana")).toBe(ANA);
  expect(viewpointOf(transfer("offered"), "bea")).toBe(BEA);
  expect(viewpointOf(transfer("offered"), "carl")).toBe(DANA);
});
