import { expect, it } from "vitest";
import type { ParticipantView } from "@/lib/api/types";
import { AgentHues, speakersOf } from "./speakers";

function stay(name: string, kind: ParticipantView["kind"] = "agent"): ParticipantView {
  const identity = `${kind}-${name}`;
  const times = { joined_at: null, left_at: null, phone: null };
  return { id: name, identity, kind, agent_id: name, name, state: "present", ...times };
}

it("gives each agent another hue than the caller and the other agents", () => {
  const speakers = speakersOf([stay("ines", "caller"), stay("ana"), stay("bea"), stay("ana")]);
  expect(new Set([...speakers.values()].map(({ hue }) => hue.text)).size).toBe(3);
});

it("lets whoever stays keep their hue when others leave", () => {
  const hues = new AgentHues();
  const [, bea] = ["ana", "bea"].map((id) => hues.of(id));
  expect(hues.of("bea")).toBe(bea);
  expect(hues.of("carl")).not.toBe(bea);
});

it("gives phones a hue that nobody else has", () => {
  const speakers = speakersOf([
    stay("ines", "caller"),
    ...["a", "b", "c", "d"].map((id) => stay(id)),
    stay("carl", "phone"),
  ]);
  const others = [...speakers.values()].filter(({ kind }) => kind !== "phone");
  const phone = speakers.get("phone-carl");
  expect(phone).toMatchObject({ kind: "phone", name: "carl" });
  expect(others.map(({ hue }) => hue.text)).not.toContain(phone?.hue.text);
});
