import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { RoomSnapshot } from "@/lib/room";
import { useHoldMusicIsMissing } from "./use-hold-music";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const MUSIC = "hold-music-1f0c9a3e";

function caller(onHold: boolean, heard: string[], state: RoomSnapshot["state"] = "connected") {
  const { result, rerender } = renderHook(
    (now: { onHold: boolean; heard: string[] }) =>
      useHoldMusicIsMissing(now.onHold, { state, heard: now.heard }),
    { initialProps: { onHold, heard } },
  );
  return {
    missing: () => result.current,
    becomes: (now: { onHold: boolean; heard: string[] }) => rerender(now),
    after: (ms: number) => act(() => vi.advanceTimersByTime(ms)),
  };
}

it("is for a caller on hold who hears no music for three seconds", () => {
  const { missing, becomes, after } = caller(true, ["agent-ana"]);
  after(2500);
  expect(missing()).toBe(false);
  after(1000);
  expect(missing()).toBe(true);
  becomes({ onHold: true, heard: [MUSIC] });
  expect(missing()).toBe(false);
});

it("is not while the room's music plays, and ends with the hold", () => {
  const { missing, becomes, after } = caller(true, [MUSIC]);
  after(10_000);
  expect(missing()).toBe(false);
  becomes({ onHold: true, heard: [] });
  after(4000);
  expect(missing()).toBe(true);
  becomes({ onHold: false, heard: [] });
  expect(missing()).toBe(false);
});

it("is not while the line itself is down", () => {
  const { missing, after } = caller(true, [], "reconnecting");
  after(10_000);
  expect(missing()).toBe(false);
});
