import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CallView, ParticipantView } from "@/lib/api/types";
import { ReturningCall, recallNote, whyTheyAreBack } from "./returning-call";

afterEach(cleanup);

function agent(name: string, over: Partial<ParticipantView>): ParticipantView {
  return {
    id: name,
    identity: `agent-${name}`,
    kind: "agent",
    agent_id: name.toLowerCase(),
    name,
    state: "left",
    joined_at: null,
    left_at: null,
    phone: null,
    ...over,
  };
}

function call(...participants: ParticipantView[]): CallView {
  return {
    id: "c1",
    state: "waiting",
    caller_name: "Ines",
    topic: null,
    created_at: "2026-01-01T00:00:00Z",
    waiting_since: "2026-01-01T00:05:00Z",
    answered_at: "2026-01-01T00:00:10Z",
    held_since: null,
    recall: { agent_id: "ana", until: "2026-01-01T00:05:30Z" },
    ended_at: null,
    end_reason: null,
    participants,
    open_transfer_id: null,
    version: 1,
  };
}

const ANA = agent("Ana", { left_at: "2026-01-01T00:03:00Z" });
const BEA = agent("Bea", { left_at: "2026-01-01T00:05:00Z" });

it("says who has left, and offers to take the call or not", () => {
  const onAccept = vi.fn(() => Promise.resolve());
  const onDecline = vi.fn(() => Promise.resolve());
  render(
    <ReturningCall
      call={call(BEA, ANA)}
      blocked={null}
      acceptBlocked={null}
      onAccept={onAccept}
      onDecline={onDecline}
    />,
  );
  expect(screen.getByRole("dialog").textContent).toContain("Ines is waiting again. Bea has left.");
  fireEvent.click(screen.getByRole("button", { name: "Take the call" }));
  expect(onAccept).toHaveBeenCalledOnce();
});

it("needs nobody who has left", () => {
  expect(whyTheyAreBack(call())).toBe("Ines is waiting again.");
});

describe("why it stopped ringing", () => {
  const taken = (by: string) => call(ANA, BEA, agent(by, { id: "again", state: "connecting" }));
  it.each([
    ["somebody else took it", taken("Carl"), "Carl took the call with Ines."],
    ["this agent took it", taken("Ana"), null],
    ["its time was up", call(ANA, BEA), "Ines is in the queue."],
    ["the caller left", undefined, "Ines left the call."],
  ])("%s", (_, now, note) => {
    expect(recallNote(call(ANA, BEA), now, "ana")).toBe(note);
  });
});
