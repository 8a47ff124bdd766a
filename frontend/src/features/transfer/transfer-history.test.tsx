import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { TransferView } from "@/lib/api/types";
import { ACCEPTED, asked, offer, transfer } from "./transfer.testing";
import { TransferHistory } from "./transfer-history";

afterEach(cleanup);

/** Each line without the time. */
function linesOf(...transfers: TransferView[]): string[] {
  render(<TransferHistory transfers={transfers} />);
  return screen
    .getAllByRole("listitem")
    .map((line) => (line.textContent ?? "").replace(/\d+:\d+.?(AM|PM)?/, " / "));
}

it("tells the whole chain: who handed over to whom, how, and what came to nothing", () => {
  const bea = { id: "bea", name: "Bea" };
  const carl = { target: { ...ACCEPTED.target, agent_id: "carl", name: "Carl" }, initiator: bea };
  expect(
    linesOf(
      transfer("declined", { id: "1", reason: "Bea declined: In a meeting" }),
      transfer("completed", { id: "2", mode: "consult", ...ACCEPTED }),
      transfer("completed", { id: "3", mode: "direct", ...carl }),
      transfer("consulting", { id: "4", mode: "consult", ...ACCEPTED }),
    ),
  ).toEqual([
    "Ana to Bea / Declined: In a meeting",
    "Ana to Bea / Completed · Consulted first",
    "Bea to Carl / Completed · Direct",
    "Ana to Bea / Under way",
  ]);
});

it("tells what each of several said", () => {
  const offers = asked(
    offer("Bea", "no_answer"),
    offer("Carl", "declined"),
    offer("Dana", "not_asked"),
  );
  expect(linesOf(transfer("declined", { ...offers, reason: "Carl declined." }))).toEqual([
    "Ana to Bea or Carl or Dana / Declined: Bea no answer, Carl declined, Dana not asked",
  ]);
});
