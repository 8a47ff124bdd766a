import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { TransferView } from "@/lib/api/types";
import { IncomingTransfer } from "./incoming-transfer";

const OFFER = {
  id: "t1",
  caller_name: "Ines",
  initiator: { id: "ana", name: "Ana" },
  deadline_at: null,
} as TransferView;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function ring(
  answers: Partial<{ onAccept: () => Promise<void> }> = {},
  acceptBlocked: string | null = null,
) {
  const onAccept = vi.fn(answers.onAccept ?? (() => Promise.resolve()));
  const onDecline = vi.fn(() => Promise.resolve());
  render(
    <IncomingTransfer
      transfer={OFFER}
      callerTopic={null}
      blocked={null}
      acceptBlocked={acceptBlocked}
      onAccept={onAccept}
      onDecline={onDecline}
    >
      <p>Charged twice.</p>
    </IncomingTransfer>,
  );
  return { onAccept, onDecline };
}

it("ignores keys in the first moment, when they were meant for something else", () => {
  const { onAccept } = ring();
  fireEvent.keyDown(document.body, { key: "a" });
  expect(onAccept).not.toHaveBeenCalled();
  act(() => vi.advanceTimersByTime(1000));
  fireEvent.keyDown(document.body, { key: "a" });
  expect(onAccept).toHaveBeenCalledOnce();
});

it("takes no focus on a button", () => {
  ring();
  act(() => vi.advanceTimersByTime(100));
  expect(document.activeElement?.tagName).not.toBe("BUTTON");
});

it("declines with a reason in one click", () => {
  const { onDecline } = ring();
  fireEvent.click(screen.getByRole("button", { name: "In a meeting" }));
  expect(onDecline).toHaveBeenCalledWith("In a meeting");
});

it("stays on Escape", () => {
  ring();
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
  expect(screen.getByRole("dialog", { name: "Incoming transfer" })).toBeTruthy();
});

it("says what to do where the microphone is blocked, and can still be declined", () => {
  const { onAccept, onDecline } = ring({}, "Allow the microphone.");
  expect(screen.getByRole("alert").textContent).toBe("Allow the microphone.");
  act(() => vi.advanceTimersByTime(1000));
  fireEvent.keyDown(document.body, { key: "a" });
  fireEvent.click(screen.getByRole("button", { name: "Accept" }));
  expect(onAccept).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "d" });
  expect(onDecline).toHaveBeenCalledWith(null);
});

it("says in place why an answer was refused", async () => {
  const refusal = new ApiError(409, "transfer_closed", "Ana has cancelled this transfer.");
  ring({ onAccept: () => Promise.reject(refusal) });
  await act(async () => fireEvent.click(screen.getByRole("button", { name: "Accept" })));
  expect(screen.getByRole("alert").textContent).toBe("Ana has cancelled this transfer.");
});
