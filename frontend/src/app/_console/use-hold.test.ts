import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import { useHold } from "./use-hold";

afterEach(cleanup);

function desk(answer: () => Promise<void> = () => Promise.resolve()) {
  const actions = { hold: vi.fn(answer), resume: vi.fn(answer) };
  const say = vi.fn();
  const call = (heldSince: string | null) => ({ id: "c1", held_since: heldSince });
  const { result, rerender } = renderHook((now) => useHold(now, { actions, say }), {
    initialProps: call(null),
  });
  return {
    actions,
    say,
    now: () => result.current,
    click: () => act(async () => result.current.toggle()),
    isHeld: (held: boolean) => rerender(call(held ? "2026-01-01T00:00:00Z" : null)),
  };
}

it("is pending from the click until the call is on hold, and takes no second click", async () => {
  const { actions, now, click, isHeld } = desk();
  await click();
  await click();
  expect(actions.hold).toHaveBeenCalledOnce();
  expect(now()).toMatchObject({ held: false, pending: true });
  isHeld(true);
  expect(now()).toMatchObject({ held: true, pending: false });
});

it("is not pending when something else takes the caller off hold", async () => {
  const { now, click, isHeld } = desk();
  await click();
  isHeld(true);
  isHeld(false);
  expect(now().pending).toBe(false);
});

it("says why the server refuses, and can be tried again", async () => {
  const refusal = new ApiError(409, "in_consult", "You are consulting.");
  const { actions, say, now, click } = desk(() => Promise.reject(refusal));
  await click();
  expect(say).toHaveBeenCalledWith("You are consulting.", "danger");
  expect(now().pending).toBe(false);
  await click();
  expect(actions.hold).toHaveBeenCalledTimes(2);
});
