import { describe, expect, it } from "vitest";
import type { AgentView, Presence } from "@/lib/api/types";
import { choose, isSeveral, lostWords, moved, targetOf, toggle, whom, without } from "./choice";
import { type Destination, destinations } from "./directory";
import { emptyDraft } from "./draft";

function agent(id: string, presence: Presence): AgentView {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  return { id, username: id, name, team: "Billing", role: "agent", presence };
}

function directory(presences: Record<string, Presence>) {
  const agents = Object.entries(presences).map(([id, presence]) => agent(id, presence));
  const all = destinations(agents, "ana", new Set(), [], true);
  return (key: string): Destination => {
    const found = all.find((one) => one.key === key);
    if (!found) throw new Error(`${key} is not in the directory`);
    return found;
  };
}

const of = directory({ bea: "available", carl: "available", dana: "available", eli: "away" });
const BEA = of("bea");
const CARL = of("carl");
const DANA = of("dana");
const BILLING = of("team:Billing");
const OPEN = of("open");
const PHONE = of("phone");
const DRAFT = emptyDraft("c1");

describe("choosing", () => {
  it("takes the place of what was chosen", () => {
    const draft = choose(choose(DRAFT, BEA), CARL);
    expect(draft.chosen).toEqual(["carl"]);
    expect(choose(draft, BILLING).chosen).toEqual(["team:Billing"]);
  });

  it("adds the next one after Add another, and once there are several", () => {
    const adding = { ...choose(DRAFT, BEA), adding: true };
    const two = choose(adding, CARL);
    expect(two).toMatchObject({ chosen: ["bea", "carl"], adding: false });
    expect(choose(two, DANA).chosen).toEqual(["bea", "carl", "dana"]);
    expect(choose(two, BEA).chosen).toEqual(["carl"]);
  });

  it("is simple again when one is left", () => {
    const one = without(toggle(choose(DRAFT, BEA), CARL), "bea");
    expect(isSeveral(one)).toBe(false);
    expect(choose(one, DANA).chosen).toEqual(["dana"]);
  });

  it("puts neither a team nor the room ID together with agents", () => {
    expect(toggle(choose(DRAFT, BEA), BILLING).chosen).toEqual(["team:Billing"]);
    expect(toggle(choose(DRAFT, BILLING), BEA).chosen).toEqual(["bea"]);
    expect(toggle(choose(DRAFT, OPEN), BEA).chosen).toEqual(["bea"]);
  });

  it("takes the digits typed to find a phone as its number, beside nobody", () => {
    const draft = { ...choose(DRAFT, BEA), query: " 415 555 " };
    expect(toggle(draft, PHONE)).toMatchObject({
      chosen: ["phone"],
      query: "",
      phone: { number: "415 555" },
    });
    expect(choose({ ...DRAFT, query: "phone" }, PHONE)).toMatchObject({
      query: "phone",
      phone: { number: "" },
    });
    expect(toggle(choose(DRAFT, PHONE), BEA).chosen).toEqual(["bea"]);
  });

  it("clears what was typed once somebody is added, for the next name", () => {
    const draft = { ...choose(DRAFT, BEA), query: "ca" };
    expect(toggle(draft, CARL).query).toBe("");
  });

  it("puts them in another order", () => {
    const draft = { ...DRAFT, chosen: ["bea", "carl", "dana"] };
    expect(moved(draft, "carl", -1).chosen).toEqual(["carl", "bea", "dana"]);
    expect(moved(draft, "carl", 1).chosen).toEqual(["bea", "dana", "carl"]);
    expect(moved(draft, "bea", -1)).toBe(draft);
    expect(moved(draft, "dana", 1)).toBe(draft);
  });
});

describe("what the server is told", () => {
  it.each([
    [[BEA], { agent_id: "bea" }],
    [[BEA, CARL], { any_of: ["bea", "carl"], in_order: true }],
    [[BILLING], { team: "Billing" }],
    [[OPEN], { open: true }],
    [[PHONE], { phone_number: "+14155551212" }],
    [[], null],
    [[of("eli")], null],
    [[of("eli"), BEA], { any_of: ["eli", "bea"], in_order: true }],
  ])("%#", (picked, target) => {
    expect(targetOf(picked, true, { phone_number: "+14155551212" })).toEqual(target);
  });
});

describe("whoever was chosen and cannot take the call any more", () => {
  const later = directory({ bea: "busy", carl: "away" });
  it.each([
    [[later("bea")], "Bea is in a call now. Choose somebody else."],
    [[later("bea"), later("carl")], "None of them can take a call now. Choose somebody else."],
    [[later("team:Billing")], "Nobody of Billing can take a call now. Choose somebody else."],
    [[later("bea"), CARL], null],
    [[], null],
  ])("%#", (picked, words) => {
    expect(lostWords(picked)).toBe(words);
  });
});

it("calls the target by a name where it has one", () => {
  expect(whom([])).toBe("the other agent");
  expect(whom([BEA])).toBe("Bea");
  expect(whom([BEA, CARL])).toBe("whoever accepts first");
  expect(whom([BILLING])).toBe("whoever of Billing accepts first");
  expect(whom([OPEN])).toBe("the agent who enters the room ID");
});
