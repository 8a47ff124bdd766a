import { expect, it } from "vitest";
import type { CallDetail, ParticipantView, TransferState, TransferView } from "@/lib/api/types";
import { leaveWords } from "./leave-words";

function participant(id: string, over: Partial<ParticipantView> = {}): ParticipantView {
  return {
    id,
    identity: `agent-${id}`,
    kind: "agent",
    agent_id: id,
    name: id,
    state: "present",
    joined_at: null,
    left_at: null,
    phone: null,
    ...over,
  };
}

function call(...participants: ParticipantView[]): CallDetail {
  return {
    id: "c1",
    state: "active",
    caller_name: "Ines",
    topic: null,
    created_at: "2026-01-01T00:00:00Z",
    waiting_since: null,
    answered_at: null,
    held_since: null,
    recall: null,
    ended_at: null,
    end_reason: null,
    participants: [participant("caller", { kind: "caller", agent_id: null }), ...participants],
    open_transfer_id: null,
    transfers: [],
    version: 1,
  };
}

it("warns that the caller goes back to the queue when nobody else is really there", () => {
  const words = leaveWords(call(participant("Ana"), participant("Bea", { state: "away" })), "Ana");
  expect(words).toBe("Leaving puts the caller back in the queue.");
});

it("names the agent who stays", () => {
  expect(leaveWords(call(participant("Ana"), participant("Bea")), "Ana")).toBe(
    "Ines stays with Bea.",
  );
});

it("counts more than one as the others", () => {
  const words = leaveWords(
    call(participant("Ana"), participant("Bea"), participant("Carl")),
    "Ana",
  );
  expect(words).toBe("Ines stays with the other agents.");
});

it("leaves the caller with whoever is on the phone", () => {
  const phone = participant("Carl", { kind: "phone", agent_id: null });
  expect(leaveWords(call(participant("Ana"), phone), "Ana")).toBe("Ines stays with Carl.");
  const words = leaveWords(call(participant("Ana"), participant("Bea"), phone), "Ana");
  expect(words).toBe("Ines stays with the others.");
});

/** Ana's transfer to Bea, who is on her way in. */
function withTransfer(state: TransferState): CallDetail {
  const transfer = {
    state,
    initiator: { id: "Ana", name: "Ana" },
    target: { kind: "agent", agent_id: "Bea", name: "Bea", offers: [] },
  } as unknown as TransferView;
  const bea = participant("Bea", { state: "connecting" });
  return { ...call(participant("Ana"), bea), transfers: [transfer] };
}

it.each<[TransferState, string, string]>([
  ["consulting", "Ana", "Leaving hands the caller over to Bea."],
  ["consult_paused", "Ana", "Leaving hands the caller over to Bea."],
  ["moving", "Ana", "Leaving hands the caller over to Bea."],
  ["consulting", "Bea", "Leaving ends the consult. The caller stays with Ana."],
  ["consult_paused", "Bea", "Leaving ends the consult. The caller stays with Ana."],
  ["moving", "Bea", "Leaving takes the transfer back. The caller stays with Ana."],
  ["offered", "Ana", "Leaving puts the caller back in the queue."],
  ["cancelled", "Ana", "Leaving puts the caller back in the queue."],
  ["consulting", "Dana", "Ines stays with Ana."],
])("in a transfer that is %s tells %s what leaving does", (state, me, words) => {
  expect(leaveWords(withTransfer(state), me)).toBe(words);
});
