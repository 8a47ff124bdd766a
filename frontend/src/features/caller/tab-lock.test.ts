import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Locks } from "@/lib/locks.testing";
import { TabLock } from "./tab-lock";

let locks: Locks;

beforeEach(() => {
  vi.useFakeTimers();
  locks = new Locks();
  Object.defineProperty(navigator, "locks", { configurable: true, value: locks });
});
afterEach(() => {
  Reflect.deleteProperty(navigator, "locks");
  vi.useRealTimers();
});

function tab() {
  const onTakenOver = vi.fn();
  return { lock: new TabLock(onTakenOver), onTakenOver };
}

async function acquired(lock: TabLock, { takeOver = false } = {}): Promise<boolean> {
  const answer = lock.acquire(takeOver);
  await vi.runAllTimersAsync();
  return answer;
}

it("lets one tab in, and the next once that one is out", async () => {
  const [first, second] = [tab(), tab()];
  expect(await acquired(first.lock)).toBe(true);
  expect(await acquired(second.lock)).toBe(false);
  first.lock.free();
  expect(await acquired(second.lock)).toBe(true);
});

it("waits for a page that is being torn down", async () => {
  const [before, reloaded] = [tab(), tab()];
  await acquired(before.lock);
  const answer = reloaded.lock.acquire();
  await vi.advanceTimersByTimeAsync(300);
  before.lock.free();
  await vi.runAllTimersAsync();
  expect(await answer).toBe(true);
});

it("does not take a slow browser for another tab", async () => {
  locks.answersAfterMs = 5000;
  expect(await acquired(tab().lock)).toBe(true);
});

it("keeps nobody out where the browser gives no locks", async () => {
  locks.refuses = true;
  expect(await acquired(tab().lock)).toBe(true);
});

it("tells the tab that another takes over from", async () => {
  const [first, second] = [tab(), tab()];
  await acquired(first.lock);
  expect(await acquired(second.lock, { takeOver: true })).toBe(true);
  expect(first.onTakenOver).toHaveBeenCalledOnce();
  expect(second.onTakenOver).not.toHaveBeenCalled();
});
