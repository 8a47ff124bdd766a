import { describe, expect, it } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { NOT_JOINED, type RoomSnapshot } from "@/lib/room/types";
import { whyNoHold, whyNoMicrophone, whyNoTransfer } from "./why-not";

const WELL: RoomSnapshot = { ...NOT_JOINED, state: "connected", roomName: "room_1" };

describe("muting", () => {
  it("works from the moment there is a room, before it is joined", () => {
    expect(whyNoMicrophone(null)).toContain("not connected");
    expect(whyNoMicrophone({ ...WELL, state: "connecting" })).toBeNull();
    expect(whyNoMicrophone({ ...WELL, state: "disconnected", endedBy: "duplicate" })).toContain(
      "not connected",
    );
  });
});

describe("a transfer", () => {
  it("needs a server, a connected room, and a microphone that works", () => {
    expect(whyNoTransfer(null, false, WELL)).toBeNull();
    expect(whyNoTransfer("No connection.", false, WELL)).toBe("No connection.");
    expect(whyNoTransfer(null, true, WELL)).toContain("under way");
    expect(whyNoTransfer(null, false, { ...WELL, state: "reconnecting" })).toContain("audio");
    expect(whyNoTransfer(null, false, { ...WELL, micError: "denied" })).toContain("microphone");
  });
});

describe("holding", () => {
  const during = (state: TransferState) => ({
    transfers: [
      { state, initiator: { id: "ana" }, target: { agent_id: "bea" } } as unknown as TransferView,
    ],
  });

  it("needs a server", () => {
    expect(whyNoHold(null, { transfers: [] }, "ana")).toBeNull();
    expect(whyNoHold("No connection.", { transfers: [] }, "ana")).toBe("No connection.");
  });

  it("is the consult's own while agents consult", () => {
    expect(whyNoHold(null, during("consulting"), "ana")).toContain("Return to the caller");
    expect(whyNoHold(null, during("consulting"), "bea")).toContain("on hold during the consult");
  });

  it("is for whoever is with the caller while a consult is paused", () => {
    expect(whyNoHold(null, during("consult_paused"), "ana")).toBeNull();
    expect(whyNoHold(null, during("consult_paused"), "bea")).toContain("waiting");
  });

  it.each<[TransferState, boolean]>([
    ["offered", true],
    ["moving", false],
    ["introducing", true],
    ["reverting", false],
    ["completed", true],
  ])("%s: %s", (state, possible) => {
    expect(whyNoHold(null, during(state), "ana") === null).toBe(possible);
  });
});
