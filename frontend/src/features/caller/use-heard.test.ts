import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useHeard } from "./use-heard";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function listen() {
  const mic = { level: 0 };
  const level = () => mic.level;
  const { result, rerender } = renderHook(({ device }) => useHeard(level, device), {
    initialProps: { device: "first" },
  });
  return {
    heard: () => result.current,
    choose: (device: string) => rerender({ device }),
    at: (loudness: number, ms: number) => {
      mic.level = loudness;
      act(() => vi.advanceTimersByTime(ms));
    },
  };
}

it("says no after six silent seconds, and yes once something is heard", () => {
  const { heard, at } = listen();
  at(0, 5000);
  expect(heard()).toBe("unsure");
  at(0, 2000);
  expect(heard()).toBe("no");
  at(1, 200);
  expect(heard()).toBe("yes");
});

it("stays at yes through silence, until another device is chosen", () => {
  const { heard, at, choose } = listen();
  at(1, 200);
  at(0, 30_000);
  expect(heard()).toBe("yes");
  choose("second");
  expect(heard()).toBe("unsure");
});
