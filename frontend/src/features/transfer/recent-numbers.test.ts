import { beforeEach, expect, it } from "vitest";
import { forgetNumber, recentNumbers, rememberNumber } from "./recent-numbers";

beforeEach(() => localStorage.clear());

function called(number: string, name = "") {
  return { number, display: number, name, extension: "" };
}

it("keeps the last five for each agent, the latest first and each once", () => {
  for (const last of [1, 2, 1, 3, 4, 5, 6]) rememberNumber("ana", called(`+1415555121${last}`));
  expect(recentNumbers("ana").map(({ number }) => number.at(-1))).toEqual([
    "6",
    "5",
    "4",
    "3",
    "1",
  ]);
  expect(recentNumbers("bea")).toEqual([]);
});

it("knows the name that was given last", () => {
  rememberNumber("ana", called("+14155551212", "Bea"));
  rememberNumber("ana", called("+14155551212", "Bea Lima"));
  expect(recentNumbers("ana")).toEqual([called("+14155551212", "Bea Lima")]);
});

it("can be forgotten", () => {
  rememberNumber("ana", called("+14155551212"));
  rememberNumber("ana", called("+14155551213"));
  forgetNumber("ana", "+14155551212");
  expect(recentNumbers("ana")).toEqual([called("+14155551213")]);
});

it("is empty when what is stored makes no sense", () => {
  localStorage.setItem("wt.recentNumbers.ana", '[{"number": 1}, "x"]');
  expect(recentNumbers("ana")).toEqual([]);
});
