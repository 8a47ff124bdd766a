import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { ACCEPTED, transfer } from "./transfer.testing";
import { TransferStrip } from "./transfer-strip";

afterEach(cleanup);

function stripOf(me: string) {
  const onOpen = vi.fn();
  const onAct = vi.fn().mockResolvedValue(undefined);
  const strip = (view: TransferView | null) => (
    <TransferStrip
      transfer={view}
      scene={{ held: true, targetHere: true }}
      me={me}
      blocked={null}
      onAct={onAct}
      onOpen={onOpen}
    />
  );
  const { rerender } = render(strip(null));
  return { onOpen, onAct, becomes: (view: TransferView) => rerender(strip(view)) };
}

const said = () => screen.getByRole("status").textContent;

it("leads to an open transfer and says how it stands", async () => {
  const { onOpen, becomes } = stripOf("ana");
  expect(said()).toBe("");
  becomes(transfer("offered"));
  expect(said()).toBe("Ringing Bea");
  await userEvent.click(screen.getByRole("button", { name: "Show the transfer" }));
  expect(onOpen).toHaveBeenCalledOnce();
});

it("says why a transfer came to nothing until that is dismissed", async () => {
  const { becomes } = stripOf("ana");
  becomes(transfer("offered"));
  becomes(transfer("declined", { reason: "Bea declined: In a meeting" }));
  expect(said()).toBe(
    "Bea declined. The reason: In a meeting. Choose somebody else, or try again.",
  );
  await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(said()).toBe("");
});

it.each<[string, TransferState]>([
  ["what somebody cancelled themselves", "cancelled"],
  ["a call that was handed over", "completed"],
])("says nothing of %s", (_, state) => {
  const { becomes } = stripOf("ana");
  becomes(transfer("offered"));
  becomes(transfer(state));
  expect(said()).toBe("");
});

it("says nothing of what ended before the page was there", () => {
  const { becomes } = stripOf("carl");
  becomes(transfer("declined"));
  expect(said()).toBe("");
});

it("has the controls of a consult, and says who hears whom", async () => {
  const { onAct, onOpen, becomes } = stripOf("ana");
  becomes(transfer("consulting", { mode: "consult", ...ACCEPTED }));
  expect(said()).toBe("You are consulting Bea. Ines hears music. You and Bea are talking.");
  await userEvent.click(screen.getByRole("button", { name: "Return to caller" }));
  expect(onAct).toHaveBeenCalledWith("return");
  expect(onOpen).not.toHaveBeenCalled();
});

it("leaves the controls to whoever started it", () => {
  const { becomes } = stripOf("bea");
  becomes(transfer("consulting", { mode: "consult", ...ACCEPTED }));
  expect(screen.queryByRole("group", { name: "Transfer controls" })).toBeNull();
});
