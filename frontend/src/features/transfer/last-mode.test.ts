import { beforeEach, expect, it } from "vitest";
import { lastMode, rememberMode } from "./last-mode";

beforeEach(() => localStorage.clear());

it("introduces until something else was chosen, each agent for themselves", () => {
  expect(lastMode("ana")).toBe("introduce");
  rememberMode("ana", "consult");
  expect(lastMode("ana")).toBe("consult");
  expect(lastMode("bea")).toBe("introduce");
});

it("never proposes a direct transfer by itself", () => {
  rememberMode("ana", "consult");
  rememberMode("ana", "direct");
  expect(lastMode("ana")).toBe("consult");
});
