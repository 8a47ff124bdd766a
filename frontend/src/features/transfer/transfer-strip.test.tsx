import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { TransferStrip } from "./transfer-strip";

afterEach(cleanup);

function transfer(state: TransferState, reason: string | null = null): TransferView {
  return {
    id: "t1",
    state,
    reason,
    outcome: null,
    target: { kind: "agent", agent_id: "bea", name: "Bea" },
    initiator: { id: "ana", name: "Ana" },
    caller_name: "Ines",
    moved: [],
    deadline_at: null,
  } as unknown as TransferView;
}

function stripOf(me: string) {
  const onOpen = vi.fn();
  const strip = (view: TransferView | null) => (
    <TransferStrip transfer={view} me={me} onOpen={onOpen} />
  );
  const { rerender } = render(strip(null));
  return { onOpen, becomes: (view: TransferView) => rerender(strip(view)) };
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
  becomes(transfer("declined", "Bea declined: In a meeting"));
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
