import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { NOT_JOINED } from "@/lib/room/types";
import { ElsewhereNotice } from "./elsewhere-notice";
import { type Elsewhere, soundElsewhere } from "./sound-elsewhere";

afterEach(cleanup);

it("knows the sound of another tab from that of another device", () => {
  const taken = { ...NOT_JOINED, endedBy: "duplicate" } as const;
  const { status, callId } = { status: "elsewhere", callId: "c1" } as const;
  expect(soundElsewhere({ status, callId, where: "tab" }, null)).toBe("tab");
  expect(soundElsewhere({ status, callId, where: "device" }, null)).toBe("device");
  expect(soundElsewhere({ status: "out" }, taken)).toBe("device");
  expect(soundElsewhere({ status: "out" }, null)).toBeNull();
  expect(soundElsewhere({ status: "out" }, { ...NOT_JOINED, endedBy: "gave_up" })).toBeNull();
});

it.each<[Elsewhere, string]>([
  ["tab", "in another tab"],
  ["device", "on another device"],
])(
  "says that it is elsewhere (%s), and moves it here by the keyboard",
  async (elsewhere, words) => {
    const onUseHere = vi.fn();
    render(<ElsewhereNotice elsewhere={elsewhere} onUseHere={onUseHere} />);
    expect(await screen.findByText(new RegExp(words))).toBeDefined();
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    expect(onUseHere).toHaveBeenCalledOnce();
  },
);

it("says nothing while a page that opens finds out, nor when the sound is here", () => {
  vi.useFakeTimers();
  const { container, rerender } = render(<ElsewhereNotice elsewhere="tab" onUseHere={vi.fn()} />);
  expect(container.textContent).toBe("");
  act(() => vi.advanceTimersByTime(100));
  rerender(<ElsewhereNotice elsewhere={null} onUseHere={vi.fn()} />);
  act(() => vi.advanceTimersByTime(1000));
  expect(container.textContent).toBe("");
  vi.useRealTimers();
});
