import { describe, expect, it } from "vitest";
import { listNames, placeText, statusOf } from "./caller-state";
import { withPartial } from "./captions";
import { browserOf, microphoneHelp } from "./microphone-help";
import { arrivedText, comingText, stageOf, stayedText } from "./transfer-news";

describe("the status", () => {
  it.each([
    ["waiting", "connected", "Waiting for an agent"],
    ["waiting", "connecting", "Waiting for an agent"],
    ["connected", "connected", "Connected"],
    ["being_transferred", "connected", "Being transferred"],
    ["connected", "idle", "Reconnecting"],
    ["connected", "connecting", "Reconnecting"],
    ["being_transferred", "connecting", "Reconnecting"],
    ["connected", "reconnecting", "Reconnecting"],
    ["being_transferred", "reconnecting", "Reconnecting"],
    ["connected", "disconnected", "Reconnecting"],
    ["ended", "reconnecting", "Call ended"],
  ] as const)("of a %s call in a %s room is %s", (status, state, text) => {
    expect(statusOf({ status }, { state })).toBe(text);
  });
});

it("names one, two and three people", () => {
  const names = (...all: string[]) => listNames(all.map((name) => ({ name })));
  expect(names()).toBe("");
  expect(names("Ana")).toBe("Ana");
  expect(names("Ana", "Bea")).toBe("Ana and Bea");
  expect(names("Ana", "Bea", "Carl")).toBe("Ana, Bea and Carl");
});

it("says where somebody stands in line", () => {
  expect([null, 1, 2, 3].map(placeText)).toEqual([
    "You are in line.",
    "You are next.",
    "One person is before you.",
    "2 people are before you.",
  ]);
});

describe("news of a transfer", () => {
  const transfer = {
    id: "t",
    state: "moving",
    from_name: "Ana",
    to_name: "Bea",
    to_team: "Billing",
    version: 1,
  } as const;

  it("says who brings in whom, as far as that is known", () => {
    expect(comingText(transfer)).toBe("Ana is bringing in Bea from Billing.");
    expect(comingText({ ...transfer, to_team: null })).toBe("Ana is bringing in Bea.");
    expect(comingText({ ...transfer, to_name: null, to_team: null })).toBe(
      "Ana is bringing in a colleague on the phone.",
    );
  });

  it("says who is there now", () => {
    expect(arrivedText(transfer, [])).toBe("You are now with Bea.");
    expect(arrivedText({ ...transfer, to_name: null }, [{ id: "b", name: "Bea" }])).toBe(
      "You are now with Bea.",
    );
    const ana = { id: "a", name: "Ana" };
    expect(stayedText(transfer, [ana])).toBe("You are still with Ana.");
    expect(stayedText(transfer, [ana, { id: "b", name: "Bea" }])).toBe("You are still with Ana.");
    expect(stayedText(transfer, [])).toBe("");
  });

  it("is none before somebody comes, or when there is no transfer", () => {
    expect(stageOf(null)).toBe("none");
    expect(stageOf({ state: "offered" })).toBe("none");
    expect(stageOf({ state: "moving" })).toBe("coming");
    expect(stageOf({ state: "completed" })).toBe("arrived");
    expect(stageOf({ state: "failed" })).toBe("stayed");
  });
});

describe("captions", () => {
  const partial = (segmentId: string, text: string) => ({
    segmentId,
    text,
    identity: "agent-a",
    final: false,
  });

  it("grow in place", () => {
    const once = withPartial([], partial("s1", "Hello"));
    const twice = withPartial(withPartial(once, partial("s2", "Yes")), partial("s1", "Hello Ines"));
    expect(twice.map(({ text }) => text)).toEqual(["Hello Ines", "Yes"]);
  });

  it("show nothing of a segment that came to nothing", () => {
    expect(withPartial([], partial("s1", " "))).toEqual([]);
    const heard = withPartial(withPartial([], partial("s1", "Uh")), partial("s2", "Yes"));
    expect(withPartial(heard, partial("s1", "")).map(({ text }) => text)).toEqual(["Yes"]);
  });

  it("keep the latest few", () => {
    let captions: ReturnType<typeof withPartial> = [];
    for (let n = 0; n < 50; n += 1) captions = withPartial(captions, partial(`s${n}`, `${n}`));
    expect(captions.at(-1)?.text).toBe("49");
    expect(captions.length).toBeLessThan(10);
  });
});

describe("help with the microphone", () => {
  it.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "ios"],
    ["Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15", "safari"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox"],
    ["Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "edge"],
    ["Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "chrome-mobile"],
    ["Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "chrome"],
    ["curl/8", "other"],
  ])("knows %s", (userAgent, browser) => {
    expect(browserOf(userAgent)).toBe(browser);
  });

  it("tells different steps for different browsers, and always some", () => {
    const firefox = microphoneHelp("denied", "Firefox/140.0");
    const safari = microphoneHelp("denied", "Safari/605.1.15");
    expect(firefox.steps).not.toEqual(safari.steps);
    for (const error of ["denied", "not_found", "in_use", "unavailable"] as const) {
      expect(microphoneHelp(error, "").steps.length).toBeGreaterThan(0);
    }
  });
});
