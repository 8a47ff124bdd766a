import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { briefing } from "@/lib/api/briefing.testing";
import type { PhoneView, TransferState, TransferView } from "@/lib/api/types";
import { dialledAgain } from "./phone-words";
import { pictureOf, type Scene } from "./picture";
import { stepsOf } from "./steps-of";
import { toPhone, transfer } from "./transfer.testing";
import { TransferHistory } from "./transfer-history";
import { TransferStatus } from "./transfer-status";

afterEach(cleanup);

const TALKING: Scene = { held: false, targetHere: false };
const BEFORE = "Ines and you hear each other. Bea hears nothing yet.";
const BRIEFED = "Ines and you hear each other. Bea hears the briefing.";
const KEYS = "They press 1 to accept, 2 to decline, 3 to hear it again.";

function dialled(state: PhoneView["state"], over: Partial<TransferView> = {}) {
  return pictureOf(transfer("offered", { ...toPhone(state), ...over }), "initiator", TALKING);
}

describe("a phone that is dialled", () => {
  it.each<[PhoneView["state"], string, string, string | null]>([
    ["queued", "Queued to dial Bea", BEFORE, null],
    ["ringing", "Ringing Bea", BEFORE, null],
    ["answered", "Bea answered", BRIEFED, KEYS],
    ["briefing", "Playing the briefing to Bea", BRIEFED, KEYS],
    ["accepted", "Bea accepted", BEFORE, null],
    ["ended", "The call to Bea has ended", BEFORE, null],
  ])("%s", (state, headline, hearing, advice) => {
    expect(dialled(state)).toMatchObject({ headline, hearing, advice, actions: ["cancel"] });
  });

  it("is called by its number where it has no name", () => {
    const unnamed = toPhone("ringing", {}, "+1 415-555-1212");
    expect(dialled("ringing", unnamed).headline).toBe("Ringing +1 415-555-1212");
  });

  it("hears the briefing while the caller is on hold", () => {
    const view = transfer("offered", toPhone("briefing"));
    const held = pictureOf(view, "initiator", { ...TALKING, held: true });
    expect(held.hearing).toBe(
      "Ines hears music, and nobody in the call hears anybody. Bea hears the briefing.",
    );
  });

  it("comes with what accepting does, for whoever started it", () => {
    expect(dialled("briefing", { mode: "consult" }).advice).toBe(
      `${KEYS} Once Bea accepts, Ines goes on hold and the two of you talk.`,
    );
    const view = transfer("offered", { ...toPhone("ringing"), mode: "consult" });
    expect(pictureOf(view, "other", TALKING)).toMatchObject({ advice: null, actions: [] });
  });

  it("is timed until it is answered", () => {
    expect(dialled("ringing").dialledSince).toBe("2026-01-01T00:00:00Z");
    expect(dialled("briefing").dialledSince).toBeNull();
  });
});

describe("who hears whom with a phone", () => {
  it.each<[TransferState, Partial<TransferView>, Scene, string, string]>([
    [
      "consulting",
      { mode: "consult" },
      { held: true, targetHere: true },
      "You are consulting Bea",
      "Ines hears music. You and Bea are talking.",
    ],
    [
      "moving",
      {},
      TALKING,
      "Bea accepted. Bringing everyone together",
      "Ines still hears you, until Bea can be heard.",
    ],
    [
      "introducing",
      {},
      { held: false, targetHere: true },
      "Bea is here",
      "Ines, Bea and you all hear each other.",
    ],
    [
      "completed",
      {},
      { held: false, targetHere: true },
      "Bea has the call",
      "Ines and Bea hear each other.",
    ],
  ])("%s", (state, over, scene, headline, hearing) => {
    const view = transfer(state, { ...toPhone("connected"), ...over });
    expect(pictureOf(view, "initiator", scene)).toMatchObject({ headline, hearing });
  });
});

const FAILED = toPhone("ended", { status: "failed" });

describe("the steps of a phone", () => {
  it.each<[Partial<TransferView>, string]>([
    [{}, "Connected, Introducing"],
    [{ mode: "consult" }, "Consulting, Connected, Introducing"],
    [{ mode: "consult", hands_over: true }, "Consulting, Connected"],
    [{ mode: "direct", hands_over: true }, "Connected"],
  ])("%j", (over, rest) => {
    const steps = stepsOf(transfer("offered", { ...toPhone("queued"), ...over }));
    expect(steps.map((step) => step.label).join(", ")).toBe(
      `Queued, Ringing, Answered, Playing briefing, Accepted, ${rest}`,
    );
  });

  it.each<[TransferState, PhoneView["state"], Partial<TransferView>, string]>([
    ["preparing", "queued", {}, "queued current"],
    ["offered", "ringing", {}, "ringing current"],
    ["offered", "briefing", {}, "briefing current"],
    ["offered", "connected", {}, "accepted current"],
    ["moving", "connected", {}, "accepted current"],
    ["consulting", "accepted", { mode: "consult" }, "accepted current"],
    ["consulting", "connected", { mode: "consult" }, "consulting current"],
    ["introducing", "connected", {}, "introducing current"],
    ["completed", "connected", {}, "all done"],
    ["reverting", "ringing", { outcome: "cancelled" }, "ringing failed"],
    ["busy", "ended", { outcome: "busy" }, "ringing failed"],
    ["declined", "ended", { outcome: "declined" }, "briefing failed"],
    ["voicemail", "ended", { outcome: "voicemail" }, "answered failed"],
    ["failed", "ended", { outcome: "failed", ...FAILED }, "queued failed"],
    ["failed", "ended", { outcome: "failed", moved: ["phone-t1"] }, "accepted failed"],
    ["failed", "ended", { mode: "consult", moved: ["agent-ana"] }, "consulting failed"],
  ])("%s, %s", (state, phone, over, expected) => {
    const steps = stepsOf(transfer(state, { ...toPhone(phone), ...over }));
    const at = steps.find((step) => step.state !== "done");
    expect(at ? `${at.id} ${at.state}` : "all done").toBe(expected);
  });

  it.each([
    ["no-answer", "ringing"],
    ["completed", "briefing"],
    ["canceled", "ringing"],
    ["failed", "queued"],
  ])("stop where the provider's %s says, without an answer", (status, id) => {
    const over = toPhone("ended", { status });
    const steps = stepsOf(transfer("no_answer", { ...over, outcome: "no_answer" }));
    expect(steps.find((step) => step.state === "failed")?.id).toBe(id);
  });
});

describe("a phone that came to nothing", () => {
  it.each<[TransferState, string | null, string, string]>([
    ["busy", "The phone is busy.", "Bea is busy", "Dial again, or choose somebody else."],
    [
      "no_answer",
      "The phone was not answered.",
      "Bea did not answer",
      "Dial again, or choose somebody else.",
    ],
    [
      "declined",
      "Whoever answered the phone declined.",
      "Bea declined",
      "Dial again, or choose somebody else.",
    ],
    [
      "declined",
      "Bea hung up.",
      "Bea declined",
      "Bea hung up. Dial again, or choose somebody else.",
    ],
    [
      "voicemail",
      "Voicemail answered.",
      "A voicemail answered",
      "Dial again, or choose somebody else.",
    ],
    [
      "failed",
      "Twilio does not know this number.",
      "Bea could not be reached",
      "Twilio does not know this number. Dial again, or choose somebody else.",
    ],
  ])("says that it was %s", (state, reason, headline, advice) => {
    const view = transfer(state, { ...toPhone("ended"), reason });
    const picture = pictureOf(view, "initiator", TALKING);
    expect(picture).toMatchObject({ headline, advice, tone: "trouble", dialAgain: true });
    expect(picture.hearing).toBe("Ines is still with you.");
    expect(pictureOf(view, "other", TALKING).dialAgain).toBe(false);
  });

  it("was answered, and nobody took the call", () => {
    const reason = "The phone was answered, but nobody pressed a key to take the call.";
    for (const phone of [toPhone("briefing"), toPhone("ended", { status: "completed" })]) {
      const view = transfer("no_answer", { ...phone, outcome: "no_answer", reason });
      expect(pictureOf(view, "initiator", TALKING)).toMatchObject({
        headline: "Bea did not take the call",
        advice: `${reason} Dial again, or choose somebody else.`,
      });
    }
  });

  it("is not dialled again once somebody was there, left or cancelled", () => {
    for (const state of ["completed", "cancelled", "caller_left", "offered"] as const) {
      expect(dialledAgain(transfer(state, toPhone("ended")))).toBeNull();
    }
    expect(dialledAgain(transfer("declined"))).toBeNull();
  });

  it("is dialled again as it was, with the words that were edited", () => {
    const view = transfer("busy", { ...toPhone("ended", { extension: "34" }), mode: "consult" });
    expect(dialledAgain(view)).toEqual({
      target: { phone_number: "+14155551212", extension: "34", name: "Bea" },
      mode: "consult",
      briefing: null,
    });
    const unnamed = transfer("busy", {
      ...toPhone("ended", {}, "+1 415-555-1212"),
      briefing: briefing({ edited: true, spoken: "Be kind." }),
    });
    expect(dialledAgain(unnamed)).toEqual({
      target: { phone_number: "+14155551212" },
      mode: "introduce",
      briefing: "Be kind.",
    });
  });

  it("leaves the choice to whoever started it", async () => {
    const afterPhone = {
      blocked: null,
      onAgain: vi.fn().mockResolvedValue(undefined),
      onOther: vi.fn(),
    };
    const phone = toPhone("ended", { extension: "34", code: "21219" });
    render(
      <TransferStatus
        transfer={transfer("failed", phone)}
        scene={TALKING}
        me="ana"
        blocked={null}
        onAct={vi.fn()}
        afterPhone={afterPhone}
      />,
    );
    expect(screen.getByText("+1 415-555-1212 · extension 34 · error 21219")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Choose somebody else" }));
    expect(afterPhone.onOther).toHaveBeenCalledOnce();
    const again = screen.getByRole("button", { name: "Dial again" });
    await userEvent.click(again);
    await userEvent.click(again);
    expect(afterPhone.onAgain).toHaveBeenCalledOnce();
  });
});

it("is in the history with its number and why it came to nothing", () => {
  render(
    <TransferHistory
      transfers={[
        transfer("failed", { ...toPhone("ended"), reason: "The number's network rejected it." }),
        transfer("no_answer", {
          ...toPhone("ended"),
          id: "t2",
          reason: "The phone was not answered.",
        }),
      ]}
    />,
  );
  const [failed, unanswered] = screen.getAllByRole("listitem").map((line) => line.textContent);
  expect(failed).toContain("Ana to Bea +1 415-555-1212");
  expect(failed).toContain("Failed: The number's network rejected it.");
  expect(unanswered).toMatch(/No answer$/);
});
