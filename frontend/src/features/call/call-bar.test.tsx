import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { CallBar } from "./call-bar";

afterEach(cleanup);

function bar(onKeypad: (() => void) | null) {
  const nothing = () => undefined;
  render(
    <CallBar
      muted={false}
      micLevel={0}
      micBlocked={null}
      onMute={nothing}
      held={false}
      holdPending={false}
      holdBlocked={null}
      onHold={nothing}
      onKeypad={onKeypad}
      transferBlocked={null}
      onTransfer={nothing}
      leaveWords=""
      serverBlocked={null}
      onLeave={nothing}
      onEnd={nothing}
    />,
  );
}

it("has a keypad where somebody is on a phone", async () => {
  const onKeypad = vi.fn();
  bar(onKeypad);
  const button = screen.getByRole("button", { name: "Keypad" });
  expect(button.getAttribute("aria-keyshortcuts")).toBe("K");
  await userEvent.click(button);
  expect(onKeypad).toHaveBeenCalledOnce();
});

it("has none where nobody is", () => {
  bar(null);
  expect(screen.queryByRole("button", { name: "Keypad" })).toBeNull();
});
