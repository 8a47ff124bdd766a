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

const ALL = destinations(AGENTS, "ana", new Set(), []);

describe("destinations", () => {
  it("lists who can take the call first, and never oneself", () => {
    expect(ALL.map((one) => one.key)).toEqual(["bea", "zoe", "dan", "carl", "open"]);
  });

  it("says why somebody cannot be chosen", () => {
    expect(ALL.map((one) => one.blocked)).toEqual([null, null, "Away", "Not signed in", null]);
  });

  it("lists whom one chose last first, among those who can take the call", () => {
    const listed = destinations(AGENTS, "ana", new Set(), ["carl", "zoe", "bea"]);
    expect(listed.map((one) => one.key)).toEqual(["zoe", "bea", "dan", "carl", "open"]);
  });

  it("does not offer somebody who is in this call already", () => {
    const [bea] = destinations(AGENTS, "ana", new Set(["bea"]), []);
    expect(bea?.blocked).toBe("Already in this call");
  });
});

describe("matching", () => {
  it.each([
    ["", ["bea", "zoe", "dan", "carl", "open"]],
    ["billing", ["bea", "zoe"]],
    ["zoe", ["zoe"]],
    ["avail bill be", ["bea"]],
    ["room", ["open"]],
    ["not signed in", ["carl"]],
    ["away", ["dan"]],
    ["nobody at all", []],
  ])("%s", (query, keys) => {
    expect(matching(ALL, query).map((one) => one.key)).toEqual(keys);
  });
});
