import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { ParticipantView } from "@/lib/api/types";
import { Participants } from "./participants";

afterEach(cleanup);

function person(name: string, kind: "caller" | "agent"): ParticipantView {
  return {
    id: name,
    identity: `${kind}-${name}`,
    kind,
    agent_id: kind === "agent" ? name : null,
    name,
    state: "present",
    joined_at: null,
    left_at: null,
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
