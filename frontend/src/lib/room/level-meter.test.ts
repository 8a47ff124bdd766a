import { expect, it } from "vitest";
import { levelOf } from "./level-meter";

it.each([
  [0, 0],
  [1e-6, 0],
  [0.001, 0],
  [0.0316, 0.5],
  [1, 1],
  [2, 1],
])("a loudness of %d is shown as %d", (rms, level) => {
  expect(levelOf(rms)).toBeCloseTo(level, 2);
});
