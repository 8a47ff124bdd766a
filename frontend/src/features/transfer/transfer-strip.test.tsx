import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { ACCEPTED, toPhone, transfer } from "./transfer.testing";
import { TransferStrip } from "./transfer-strip";

afterEach(cleanup);

function stripOf(me: string) {
  const onOpen = vi.fn();
  const onOther = vi.fn();
  const onAgain = vi.fn().mockResolvedValue(undefined);
  const onAct = vi.fn().mockResolvedValue(undefined);
  const strip = (view: TransferView | null) => (
    <TransferStrip
      transfer={view}
      scene={{ held: true, targetHere: true }}
      me={me}
      blocked={null}
      onAct={onAct}
      onOpen={onOpen}
      afterPhone={{ blocked: null, onAgain, onOther }}
    />
  );
  const { rerender } = render(strip(null));
  return {
    onOpen,
    onOther,
    onAgain,
    onAct,
    becomes: (view: TransferView) => rerender(strip(view)),
  };
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

it("offers to dial a phone again that came to nothing", async () => {
  const { onAgain, onOther, becomes } = stripOf("ana");
  becomes(transfer("offered", toPhone("ringing")));
  expect(said()).toBe("Ringing Bea");
  becomes(transfer("busy", toPhone("ended")));
  expect(said()).toBe("Bea is busy. Dial again, or choose somebody else.");
  await userEvent.click(screen.getByRole("button", { name: "Choose somebody else" }));
  expect(onOther).toHaveBeenCalledOnce();
  await userEvent.click(screen.getByRole("button", { name: "Dial again" }));
  expect(onAgain).toHaveBeenCalledOnce();
});

it("leaves dialling again to whoever started it", () => {
  const { becomes } = stripOf("dana");
  becomes(transfer("offered", toPhone("ringing")));
  becomes(transfer("busy", toPhone("ended")));
  expect(screen.queryByRole("button", { name: "Dial again" })).toBeNull();
});
