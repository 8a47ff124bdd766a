import { describe, expect, it } from "vitest";
import type { TransferState, TransferView } from "@/lib/api/types";
import { NOT_JOINED, type RoomSnapshot } from "@/lib/room/types";
import { whyNoHold, whyNoMicrophone, whyNoTransfer } from "./why-not";

const WELL: RoomSnapshot = { ...NOT_JOINED, state: "connected", roomName: "room_1" };

describe("muting", () => {
  it("works from the moment there is a room, before it is joined", () => {
    expect(whyNoMicrophone(null, null)).toContain("not connected");
    expect(whyNoMicrophone({ ...WELL, state: "connecting" }, null)).toBeNull();
    expect(whyNoMicrophone({ ...WELL, state: "disconnected", endedBy: "gave_up" }, null)).toContain(
      "not connected",
    );
  });

  it("is for the tab or device that has the sound", () => {
    expect(whyNoMicrophone(null, "tab")).toContain("in another tab");
    expect(whyNoMicrophone({ ...WELL, endedBy: "duplicate" }, "device")).toContain("device");
  });
});

describe("a transfer", () => {
  it("needs a server, a connected room, and a microphone that works", () => {
    expect(whyNoTransfer(null, false, WELL, null)).toBeNull();
    expect(whyNoTransfer("No connection.", false, WELL, null)).toBe("No connection.");
    expect(whyNoTransfer(null, true, WELL, null)).toContain("under way");
    expect(whyNoTransfer(null, false, { ...WELL, state: "reconnecting" }, null)).toContain("audio");
    expect(whyNoTransfer(null, false, { ...WELL, micError: "denied" }, null)).toContain(
      "microphone",
    );
  });
});

describe("a transfer, with the sound elsewhere", () => {
  it("needs nothing of this tab's audio", () => {
    expect(whyNoTransfer(null, false, null, "tab")).toBeNull();
    expect(whyNoTransfer(null, true, null, "tab")).toContain("under way");
    expect(whyNoTransfer("No connection.", false, null, "tab")).toBe("No connection.");
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
