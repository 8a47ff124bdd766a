import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CallerTransferView, TransferState } from "@/lib/api/types";
import { useTransferNotice } from "./use-transfer-notice";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const ANA = { id: "a", name: "Ana" };
const BEA = { id: "b", name: "Bea" };

function transfer(state: TransferState, id = "t1"): CallerTransferView {
  return { id, state, from_name: "Ana", to_name: "Bea", to_team: null, version: 1 };
}

function caller(first: CallerTransferView | null) {
  const { result, rerender } = renderHook(
    ({ now }: { now: CallerTransferView | null }) => useTransferNotice(now, [ANA, BEA]),
    { initialProps: { now: first } },
  );
  return {
    told: () => result.current,
    hears: (now: CallerTransferView | null) => rerender({ now }),
  };
}

function wait(ms: number): void {
  act(() => vi.advanceTimersByTime(ms));
}

it("says who comes, who is there, and nothing after six seconds", () => {
  const { told, hears } = caller(null);
  hears(transfer("moving"));
  wait(100);
  expect(told()).toBe("Ana is bringing in Bea.");
  hears(transfer("introducing"));
  expect(told()).toBe("Ana is bringing in Bea.");
  wait(1500);
  expect(told()).toBe("You are now with Bea.");
  wait(6000);
  expect(told()).toBe("");
});

it.each([2000, 30_000])("takes back that Bea is there when she is not, %d ms later", (ms) => {
  const { told, hears } = caller(null);
  hears(transfer("moving"));
  wait(100);
  hears(transfer("introducing"));
  wait(ms);
  hears(transfer("cancelled"));
  wait(1500);
  expect(told()).toBe("You are still with Ana.");
  wait(6000);
  expect(told()).toBe("");
});

it("does not let a sentence stand when a second transfer is offered meanwhile", () => {
  const { told, hears } = caller(null);
  hears(transfer("moving"));
  wait(100);
  hears(transfer("offered", "t2"));
  wait(6000);
  expect(told()).toBe("");
});

it("does not tell of a transfer that was over before", () => {
  const { told } = caller(transfer("completed"));
  wait(100);
  expect(told()).toBe("");
});
