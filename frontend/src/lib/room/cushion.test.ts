import { beforeEach, describe, expect, it, vi } from "vitest";
import { Cushion, type Cushioned } from "./cushion";

function recording() {
  const told: boolean[] = [];
  return { told, cushion: (on: boolean) => void told.push(on) };
}

describe("the cushion", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("lasts for a while after the last change, for every connection there is", () => {
    const [origin, destination] = [recording(), recording()];
    const connections = new Set<Cushioned>([origin]);
    const cushion = new Cushion(connections);
    cushion.soften();
    connections.add(destination);
    vi.advanceTimersByTime(4000);
    cushion.soften();
    vi.advanceTimersByTime(4000);
    expect(origin.told).toEqual([true, true]);
    vi.advanceTimersByTime(1000);
    expect(origin.told.at(-1)).toBe(false);
    expect(destination.told).toEqual([true, false]);
  });

  it("is not taken away from a call that was left", () => {
    const origin = recording();
    const cushion = new Cushion(new Set([origin]));
    cushion.soften();
    cushion.dispose();
    vi.advanceTimersByTime(60_000);
    expect(origin.told).toEqual([true]);
  });
});
