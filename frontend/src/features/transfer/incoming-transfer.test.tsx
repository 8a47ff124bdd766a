import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { TransferView } from "@/lib/api/types";
import { IncomingTransfer } from "./incoming-transfer";
import { asked, offer, transfer } from "./transfer.testing";

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
  over: Partial<TransferView> = {},
) {
  const onAccept = vi.fn(answers.onAccept ?? (() => Promise.resolve()));
  const onDecline = vi.fn(() => Promise.resolve());
  render(
    <IncomingTransfer
      transfer={transfer("offered", over)}
      me="bea"
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

it.each([
  ["introduce", "Ana brings Ines to you and introduces you."],
  ["consult", "You talk with Ana first, while Ines is on hold."],
  ["direct", "Ines comes to you at once, without Ana."],
] as const)("says what accepting does: %s", (mode, words) => {
  ring({}, null, { mode });
  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.queryByText(/Also ringing/)).toBeNull();
});

it("names the others who are rung", () => {
  const others = ["Bea", "Carl", "Dana"].map((name) => offer(name, "ringing"));
  ring({}, null, asked(...others, offer("Eli", "waiting")));
  expect(screen.getByText("Also ringing: Carl and Dana")).toBeTruthy();
});
