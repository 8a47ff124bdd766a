import { expect, it } from "vitest";
import { holdMessage, MESSAGE_S } from "./on-hold";

const ANA = { id: "a", name: "Ana" };
const BEA = { id: "b", name: "Bea" };

it("says first who it was and until when", () => {
  expect(holdMessage({ agents: [ANA] }, 0)).toBe(
    "Ana has put you on hold. You hear music until Ana is back.",
  );
  expect(holdMessage({ agents: [ANA, BEA] }, 0)).toBe(
    "Ana and Bea have put you on hold. You hear music until Ana and Bea are back.",
  );
  expect(holdMessage({ agents: [] }, 0)).toBe(
    "You are on hold. You hear music until somebody is back.",
  );
});

it("says something else every so often, and begins again", () => {
  const at = (turn: number) => holdMessage({ agents: [ANA] }, turn * MESSAGE_S + 1);
  expect(new Set([at(0), at(1), at(2)]).size).toBe(3);
  expect(at(3)).toBe(at(0));
  expect(holdMessage({ agents: [ANA] }, MESSAGE_S - 1)).toBe(at(0));
});
