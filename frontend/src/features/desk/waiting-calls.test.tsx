import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { CallView } from "@/lib/api/types";
import { WaitingCalls } from "./waiting-calls";

afterEach(cleanup);

function waiting(recall: CallView["recall"]): CallView {
  return {
    id: "c1",
    caller_name: "Ines",
    topic: "An invoice",
    created_at: "2026-01-01T00:00:00Z",
    waiting_since: "2026-01-01T00:00:00Z",
    recall,
  } as CallView;
}

function lineOf(call: CallView): string | null {
  render(
    <WaitingCalls
      calls={[call]}
      returningTo={(id) => (id === "ana" ? "Ana" : undefined)}
      blocked={null}
      onJoin={() => Promise.resolve()}
      teach={false}
    />,
  );
  return screen.getByRole("listitem").textContent;
}

it("says to whom a caller who was left alone goes back, and lets others take them", () => {
  const line = lineOf(waiting({ agent_id: "ana", until: "2026-01-01T00:00:30Z" }));
  expect(line).toContain("Returning to Ana");
  expect(screen.getByRole("button", { name: "Join" })).toHaveProperty("disabled", false);
});

it("shows the topic of the others", () => {
  const line = lineOf(waiting(null));
  expect(line).toContain("An invoice");
  expect(line).not.toContain("Returning");
});
