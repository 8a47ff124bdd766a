import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { EventView } from "@/lib/api/types";
import { usePhoneKeys } from "./use-phone-keys";

const seat = vi.hoisted(() => ({
  listeners: new Set<(event: EventView) => void>(),
  sendDigits: vi.fn().mockResolvedValue(undefined),
}));

vi.mock("@/lib/session/seat", () => ({
  useSeat: () => ({
    api: { calls: { sendDigits: seat.sendDigits } },
    onEvent: listen,
  }),
}));

function listen(listener: (event: EventView) => void) {
  seat.listeners.add(listener);
  return () => void seat.listeners.delete(listener);
}

afterEach(cleanup);

function pressed(digit: string, callId = "c1"): void {
  const event: EventView = {
    id: 1,
    type: "phone.digit",
    at: "",
    call_id: callId,
    transfer_id: null,
    digit: { participant_id: "p1", name: "Bea", digit, at: "" },
  };
  act(() => {
    for (const listener of seat.listeners) listener(event);
  });
}

it("tells of keys pressed at a phone of this call, and keeps them", () => {
  const say = vi.fn();
  const { result, unmount } = renderHook(() => usePhoneKeys("c1", say));
  pressed("4");
  pressed("9", "c2");
  pressed("2");
  expect(say.mock.calls).toEqual([
    ["Bea pressed 4", "quiet", "keys p1"],
    ["Bea pressed 4 2", "quiet", "keys p1"],
  ]);
  expect(result.current.log).toMatchObject([{ name: "Bea", by: "phone", digits: "42" }]);
  unmount();
  expect(seat.listeners.size).toBe(0);
});

it("sends keys for this call", async () => {
  const { result } = renderHook(() => usePhoneKeys("c1", vi.fn()));
  const phone = { participantId: "p1", name: "Bea", number: null };
  await act(async () => result.current.senderFor(phone).press("7"));
  expect(seat.sendDigits).toHaveBeenCalledWith("c1", "p1", "7");
});
