import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { TransferState } from "@/lib/api/types";
import { ACCEPTED, transfer } from "./transfer.testing";
import { TransferStatus } from "./transfer-status";

afterEach(cleanup);

function statusOf(state: TransferState, blocked: string | null = null) {
  let refuse: (error: Error) => void = () => undefined;
  const onAct = vi.fn(() => new Promise<void>((_, reject) => (refuse = reject)));
  const status = (now: TransferState) => (
    <TransferStatus
      transfer={transfer(now, { mode: "consult", ...ACCEPTED })}
      scene={{ held: true, targetHere: true }}
      me="ana"
      blocked={blocked}
      onAct={onAct}
      afterPhone={{ blocked: null, onAgain: vi.fn(), onOther: vi.fn() }}
    />
  );
  const { rerender } = render(status(state));
  return {
    onAct,
    becomes: (now: TransferState) => rerender(status(now)),
    refuse: () => act(async () => refuse(new Error("refused"))),
  };
}

const names = () => screen.queryAllByRole("button").map((button) => button.textContent);
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

it("offers what makes sense in a consult, the swap always in the same place", () => {
  const { becomes } = statusOf("consulting");
  expect(names()).toEqual(["Bring caller in", "Hand over", "Return to caller", "Cancel transfer"]);
  const swap = button("Return to caller");
  becomes("consult_paused");
  expect(names()).toEqual(["Bring caller in", "Hand over", "Back to Bea", "Cancel transfer"]);
  expect(button("Back to Bea")).toBe(swap);
  becomes("introducing");
  expect(names()).toEqual(["Cancel transfer"]);
});

it("is pending from the click until the transfer has gone on, and takes nothing else", async () => {
  const { onAct, becomes } = statusOf("consulting");
  await userEvent.click(button("Hand over"));
  await userEvent.click(button("Hand over"));
  expect(onAct.mock.calls).toEqual([["hand_over"]]);
  expect(button("Hand over").getAttribute("aria-busy")).toBe("true");
  expect(button("Bring caller in").disabled).toBe(true);
  becomes("moving");
  expect(button("Cancel transfer").disabled).toBe(false);
});

it("can be tried again when the server refuses", async () => {
  const { onAct, refuse } = statusOf("consulting");
  await userEvent.click(button("Return to caller"));
  await refuse();
  await userEvent.click(button("Return to caller"));
  expect(onAct).toHaveBeenCalledTimes(2);
});

it("says why nothing can be done", () => {
  statusOf("consulting", "There is no connection to the server.");
  expect(button("Bring caller in").disabled).toBe(true);
  expect(button("Bring caller in").title).toBe("There is no connection to the server.");
});
