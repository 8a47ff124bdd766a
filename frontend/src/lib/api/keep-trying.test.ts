import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "./errors";
import { keepTrying } from "./keep-trying";

const DOWN = new ApiError(503, "livekit_unavailable", "No audio server.");
const BUSY = new ApiError(429, "rate_limited", "Wait a little.", { retry_after_s: 7 });
const GONE = new ApiError(404, "call_ended", "The call is over.");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tries again while that may help, as late as the server says", async () => {
  const work = vi.fn().mockRejectedValueOnce(DOWN).mockRejectedValueOnce(BUSY).mockResolvedValue(1);
  const onFailure = vi.fn();
  const done = keepTrying(work, new AbortController().signal, onFailure);
  await vi.advanceTimersByTimeAsync(2000);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(6999);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(await done).toBe(1);
  expect(onFailure.mock.calls).toEqual([[DOWN], [BUSY]]);
});

it("gives a refusal on", async () => {
  const done = keepTrying(() => Promise.reject(GONE), new AbortController().signal);
  await expect(done).rejects.toBe(GONE);
});

it("ends at once when it is given up", async () => {
  const attempt = new AbortController();
  const done = keepTrying(() => Promise.reject(DOWN), attempt.signal);
  await vi.advanceTimersByTimeAsync(10);
  attempt.abort();
  expect(await done).toBeNull();
});
