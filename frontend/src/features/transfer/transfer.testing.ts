import { briefing } from "@/lib/api/briefing.testing";
import type { OfferView, PhoneView, TransferState, TransferView } from "@/lib/api/types";

/** Ana's transfer of Ines to Bea, with `over` changed. */
export function transfer(state: TransferState, over: Partial<TransferView> = {}): TransferView {
  return {
    id: "t1",
    call_id: "c1",
    mode: "introduce",
    state,
    outcome: null,
    reason: null,
    target: {
      kind: "agent",
      agent_id: "bea",
      phone: null,
      name: "Bea",
      offers: [offer("Bea", "ringing")],
    },
    initiator: { id: "ana", name: "Ana" },
    caller_name: "Ines",
    room_id: "abcd-efgh",
    briefing: briefing(),
    moved: [],
    hands_over: false,
    deadline_at: null,
    created_at: "2026-01-01T00:00:00Z",
    ended_at: null,
    version: 1,
    ...over,
  };
}

export function offer(name: string, state: OfferView["state"]): OfferView {
  return { agent_id: name.toLowerCase(), name, state };
}

/** Several agents are asked and nobody has accepted. */
export function asked(...offers: OfferView[]): Pick<TransferView, "target"> {
  const name = offers.map((one) => one.name).join(" or ");
  return { target: { kind: "any_of", agent_id: null, phone: null, name, offers } };
}

/** Bea has accepted. */
export const ACCEPTED: Pick<TransferView, "target"> = {
  target: {
    kind: "agent",
    agent_id: "bea",
    phone: null,
    name: "Bea",
    offers: [offer("Bea", "accepted")],
  },
};

/** A phone is dialled, Bea's unless it has no name. */
export function toPhone(
  state: PhoneView["state"],
  over: Partial<PhoneView> = {},
  name = "Bea",
): Pick<TransferView, "target"> {
  const phone = {
    leg_id: "leg1",
    number: "+14155551212",
    display: "+1 415-555-1212",
    extension: null,
    state,
    status: null,
    code: null,
    ...over,
  };
  return { target: { kind: "phone", agent_id: null, phone, name, offers: [] } };
}

export const OPEN: Pick<TransferView, "target"> = {
  target: {
    kind: "open",
    agent_id: null,
    phone: null,
    name: "Anyone with the room ID",
    offers: [],
  },
};
