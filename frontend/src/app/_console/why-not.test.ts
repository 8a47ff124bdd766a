import { describe, expect, it } from "vitest";
import { NOT_JOINED, type RoomSnapshot } from "@/lib/room/types";
import { whyNoMicrophone, whyNoTransfer } from "./why-not";

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
