import { beforeEach, expect, it } from "vitest";
import { recentTargets, rememberTarget } from "./recent-targets";

beforeEach(() => localStorage.clear());

it("keeps the latest few for each agent, the last one first", () => {
  for (const id of ["bea", "carl", "bea", "d", "e", "f", "g"]) rememberTarget("ana", id);
  expect(recentTargets("ana")).toEqual(["g", "f", "e", "d", "bea"]);
  expect(recentTargets("bea")).toEqual([]);
});

it("is empty when what is stored makes no sense", () => {
  localStorage.setItem("wt.recentTargets.ana", "{");
  expect(recentTargets("ana")).toEqual([]);
});
