import { describe, expect, it } from "vitest";
import type { AgentView, Presence } from "@/lib/api/types";
import { destinations, matching } from "./directory";

function agent(
  id: string,
  name: string,
  presence: Presence,
  team: string | null = null,
): AgentView {
  return { id, username: id, name, team, role: "agent", presence };
}

const AGENTS = [
  agent("ana", "Ana", "busy"),
  agent("zoe", "Zoë", "available", "Billing"),
  agent("bea", "Bea", "available", "Billing"),
  agent("carl", "Carl", "offline", "Support"),
  agent("dan", "Dan", "away", "Support"),
];

const ALL = destinations(AGENTS, "ana", new Set(), [], true);

describe("destinations", () => {
  it("lists who can take the call first, and never oneself", () => {
    expect(ALL.map((one) => one.key)).toEqual([
      "bea",
      "zoe",
      "team:Billing",
      "dan",
      "carl",
      "team:Support",
      "phone",
      "open",
    ]);
  });

  it("says why somebody cannot be chosen", () => {
    expect(Object.fromEntries(ALL.map((one) => [one.key, one.blocked]))).toEqual({
      bea: null,
      zoe: null,
      "team:Billing": null,
      dan: "Away",
      carl: "Not signed in",
      "team:Support": "Nobody can take a call",
      phone: null,
      open: null,
    });
  });

  it("lists whom one chose last first, among those who can take the call", () => {
    const listed = destinations(AGENTS, "ana", new Set(), ["carl", "zoe", "bea"], true);
    expect(listed.slice(0, 2).map((one) => one.key)).toEqual(["zoe", "bea"]);
  });

  it("does not offer somebody who is in this call already", () => {
    const listed = destinations(AGENTS, "ana", new Set(["bea"]), [], true);
    expect(listed.find((one) => one.key === "bea")?.blocked).toBe("Already in this call");
  });

  it("counts who of a team can take a call now, without those who are in this one", () => {
    const billing = (inCall: ReadonlySet<string>) =>
      destinations(AGENTS, "ana", inCall, [], true).find((one) => one.key === "team:Billing");
    expect(billing(new Set())).toMatchObject({ free: 2, blocked: null });
    expect(billing(new Set(["bea"]))).toMatchObject({ free: 1 });
    expect(billing(new Set(["bea", "zoe"]))).toMatchObject({
      free: 0,
      blocked: expect.any(String),
    });
  });

  it("lists no team that has nobody but oneself", () => {
    const alone = [agent("ana", "Ana", "busy", "Sales"), ...AGENTS.slice(1)];
    const keys = destinations(alone, "ana", new Set(), [], true).map((one) => one.key);
    expect(keys).not.toContain("team:Sales");
  });
});

describe("matching", () => {
  it.each([
    ["", ALL.map((one) => one.key)],
    ["billing", ["bea", "zoe", "team:Billing"]],
    ["team", ["team:Billing", "team:Support"]],
    ["2 can take", ["team:Billing"]],
    ["zoe", ["zoe"]],
    ["avail bill be", ["bea"]],
    ["room", ["open"]],
    ["phone", ["phone"]],
    ["+1 415", ["phone"]],
    ["not signed in", ["carl"]],
    ["away", ["dan"]],
    ["nobody at all", []],
  ])("%s", (query, keys) => {
    expect(matching(ALL, query).map((one) => one.key)).toEqual(keys);
  });
});
