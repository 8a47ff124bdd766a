import { expect, it } from "vitest";
import type { CallDetail, ParticipantView, TransferState, TransferView } from "@/lib/api/types";
import { type Place, placeOf } from "./whereabouts";

type Person = "caller" | "ana" | "bea" | "dana";

function participant(who: Person, state: ParticipantView["state"] = "present"): ParticipantView {
  return {
    id: who,
    identity: who,
    kind: who === "caller" ? "caller" : "agent",
    agent_id: who === "caller" ? null : who,
    name: who,
    state,
    joined_at: null,
    left_at: null,
    phone: null,
  };
}

function during(state: TransferState | null, held: boolean) {
  const transfer = {
    state,
    initiator: { id: "ana", name: "Ana" },
    target: { kind: "agent", agent_id: "bea", name: "Bea", offers: [] },
  } as unknown as TransferView;
  const call: Pick<CallDetail, "held_since" | "transfers"> = {
    held_since: held ? "2026-01-01T00:00:00Z" : null,
    transfers: state ? [transfer] : [],
  };
  return call;
}

it.each<[TransferState | null, boolean, Record<Person, Place | null>]>([
  [null, false, { caller: null, ana: null, bea: null, dana: null }],
  [null, true, { caller: "on_hold", ana: null, bea: null, dana: null }],
  ["offered", false, { caller: null, ana: null, bea: null, dana: null }],
  ["consulting", true, { caller: "on_hold", ana: "consulting", bea: "consulting", dana: null }],
  ["consult_paused", false, { caller: null, ana: null, bea: "waiting", dana: null }],
  ["introducing", false, { caller: null, ana: null, bea: null, dana: null }],
])("%s, on hold: %s", (state, held, places) => {
  for (const [who, place] of Object.entries(places)) {
    expect(placeOf(participant(who as Person), during(state, held))).toBe(place);
  }
});

it("leaves it to their state where somebody is not here", () => {
  expect(placeOf(participant("caller", "away"), during(null, true))).toBeNull();
  expect(placeOf(participant("bea", "connecting"), during("consulting", true))).toBeNull();
});

it("knows where the phone of a consult is", () => {
  const phone = { leg_id: "leg1" } as ParticipantView["phone"];
  const onPhone = { ...participant("bea"), kind: "phone" as const, agent_id: null, phone };
  const { held_since, transfers } = during("consulting", true);
  const [transfer] = transfers;
  if (!transfer) throw new Error("there is a transfer");
  const target = { ...transfer.target, kind: "phone" as const, agent_id: null, phone };
  const call = { held_since, transfers: [{ ...transfer, target }] };
  expect(placeOf(onPhone, call)).toBe("consulting");
  expect(placeOf(participant("ana"), call)).toBe("consulting");
  expect(placeOf(participant("dana"), call)).toBeNull();
});
