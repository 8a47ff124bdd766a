import { expect, it } from "vitest";
import type { CallDetail, ParticipantView, TransferView } from "@/lib/api/types";
import { farewell } from "./farewell";

const BEA: ParticipantView = {
  id: "p2",
  identity: "agent-bea",
  kind: "agent",
  agent_id: "bea",
  name: "Bea",
  state: "present",
  joined_at: null,
  left_at: null,
  phone: null,
};

const ON_PHONE: ParticipantView = { ...BEA, kind: "phone", agent_id: null, name: "Carl" };

function call(over: Partial<CallDetail>): CallDetail {
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
    participants: [],
    open_transfer_id: null,
    version: 1,
    transfers: [],
    ...over,
  };
}

function transfer(over: Partial<TransferView>): TransferView {
  const known = { target: { kind: "agent", agent_id: "bea", name: "Bea" } };
  return {
    ...known,
    initiator: { id: "ana", name: "Ana" },
    outcome: null,
    ...over,
  } as TransferView;
}

it.each<[string, Partial<CallDetail>, string]>([
  ["the caller hung up", { state: "ended", end_reason: "caller_left" }, "Ines left the call."],
  ["ended for all", { state: "ended", end_reason: "agent_ended" }, "The call with Ines was ended."],
  [
    "the phone hung up",
    { state: "ended", end_reason: "phone_hung_up" },
    "The phone hung up, which ended the call with Ines.",
  ],
  ["handed over to a phone", { participants: [ON_PHONE] }, "Ines is with Carl now."],
  ["handed over", { participants: [BEA] }, "Ines is with Bea now."],
  ["left alone", { state: "waiting" }, "Ines is back in the queue."],
])("%s", (_, over, words) => {
  expect(farewell(call(over), "ana")).toBe(words);
});

it("tells a target whose transfer was taken back where the caller is", () => {
  const words = farewell(call({ transfers: [transfer({ outcome: "cancelled" })] }), "bea");
  expect(words).toBe("The transfer did not go through. Ines stays with Ana.");
});
