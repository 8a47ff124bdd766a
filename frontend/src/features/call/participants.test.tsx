import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { ParticipantView, PhoneView } from "@/lib/api/types";
import { Participants } from "./participants";

afterEach(cleanup);

function person(name: string, kind: ParticipantView["kind"]): ParticipantView {
  return {
    id: name,
    identity: `${kind}-${name}`,
    kind,
    agent_id: kind === "agent" ? name : null,
    name,
    state: "present",
    joined_at: null,
    left_at: null,
    phone: null,
  };
}

function linesWhile(heldSince: string | null, speaking: string[]): (string | null)[] {
  const participants = [person("Ines", "caller"), person("Ana", "agent")];
  render(
    <Participants
      call={{ participants, held_since: heldSince, transfers: [] }}
      speakers={new Map()}
      me="Ana"
      speaking={speaking}
    />,
  );
  return screen.getAllByRole("listitem").map((line) => line.textContent);
}

it("says who is speaking", () => {
  expect(linesWhile(null, ["caller-Ines"])).toEqual(["Ines callerSpeaking", "Ana youHere"]);
});

it("says that somebody is on hold, also while they speak, and takes the music for nobody", () => {
  expect(linesWhile("2026-01-01T00:00:00Z", ["caller-Ines", "hold-music-1f0c"])).toEqual([
    "Ines callerOn hold",
    "Ana youHere",
  ]);
});

it("shows phones with their number and how they stand", () => {
  const phone: PhoneView = {
    leg_id: "leg1",
    number: "+14155551212",
    display: "+1 415-555-1212",
    extension: null,
    state: "briefing",
    status: null,
    code: null,
  };
  const participants: ParticipantView[] = [
    { ...person("Ines", "caller"), phone },
    { ...person("Bea", "phone"), state: "connecting", phone },
    { ...person("+1 415-555-1212", "phone"), phone },
  ];
  render(
    <Participants
      call={{ participants, held_since: null, transfers: [] }}
      speakers={new Map()}
      me="Ana"
      speaking={["phone-+1 415-555-1212"]}
    />,
  );
  expect(screen.getAllByRole("listitem").map((line) => line.textContent)).toEqual([
    "Ines caller+1 415-555-1212Here",
    "Bea phone+1 415-555-1212Hears the briefing",
    "+1 415-555-1212 phoneSpeaking",
  ]);
});
