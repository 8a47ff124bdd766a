import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { CallView, ParticipantView, PhoneView } from "@/lib/api/types";
import { WaitingCalls } from "./waiting-calls";

afterEach(cleanup);

function waiting(
  recall: CallView["recall"],
  participants: readonly Partial<ParticipantView>[] = [],
): CallView {
  return {
    id: "c1",
    caller_name: "Ines",
    topic: "An invoice",
    created_at: "2026-01-01T00:00:00Z",
    waiting_since: "2026-01-01T00:00:00Z",
    recall,
    participants,
  } as unknown as CallView;
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

it("tells who rang in, with the number where there is a name", () => {
  const rang = (display: string) => [{ kind: "caller" as const, phone: { display } as PhoneView }];
  expect(lineOf(waiting(null, rang("+44 20 7946 0018")))).toContain("+44 20 7946 0018");
  cleanup();
  expect(lineOf(waiting(null, rang("Ines")))).toContain("by phone");
  cleanup();
  expect(lineOf(waiting(null, [{ kind: "caller", phone: null }]))).not.toContain("by phone");
});
