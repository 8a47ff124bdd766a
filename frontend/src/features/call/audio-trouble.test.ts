import { describe, expect, it } from "vitest";
import type { MoveDriver } from "@/lib/moves";
import type { CallRoom, Microphone, RoomSnapshot } from "@/lib/room";
import { troublesOf } from "./audio-trouble";
import type { AudioState } from "./call-audio";

const IN: AudioState = {
  status: "in",
  callId: "c1",
  room: {} as CallRoom,
  mic: {} as Microphone,
  driver: {} as MoveDriver,
};

const WELL: RoomSnapshot = {
  state: "connected",
  roomName: "room_1",
  move: "none",
  muted: false,
  soundBlocked: false,
  micError: null,
  micLevel: 0,
  quality: "good",
  heard: [],
  speaking: [],
  endedBy: null,
};

function ids(change: Partial<RoomSnapshot>): string[] {
  return troublesOf(IN, { ...WELL, ...change }).map((trouble) => trouble.id);
}

describe("troublesOf", () => {
  it("is silent when all is well, and outside a call", () => {
    expect(ids({})).toEqual([]);
    expect(troublesOf({ status: "out" }, null)).toEqual([]);
  });

  it("is silent where the sound is elsewhere, which is no trouble", () => {
    expect(ids({ endedBy: "duplicate", micError: "denied" })).toEqual([]);
    expect(troublesOf({ status: "elsewhere", callId: "c1", where: "tab" }, null)).toEqual([]);
  });

  it("says that entering takes long, and why where that is known", () => {
    const entering = { status: "entering", callId: "c1", room: null, mic: null } as const;
    expect(troublesOf({ ...entering, problem: null }, null)).toEqual([]);
    expect(troublesOf({ ...entering, problem: null }, null, true).map(({ id }) => id)).toEqual([
      "entering",
    ]);
    const connecting = { ...WELL, state: "connecting", micError: "denied" } as const;
    const troubles = troublesOf({ ...entering, problem: "No answer." }, connecting);
    expect(troubles.map(({ id }) => id)).toEqual(["entering", "mic"]);
    expect(troubles[0]?.text).toBe("No answer.");
  });

  it("leaves the end of the call for the call to say", () => {
    expect(ids({ endedBy: "room_closed" })).toEqual([]);
    expect(ids({ endedBy: "left" })).toEqual([]);
  });

  it("names everything that keeps people from hearing each other", () => {
    expect(ids({ state: "reconnecting", soundBlocked: true, micError: "not_found" })).toEqual([
      "reconnecting",
      "sound",
      "mic",
    ]);
  });

  it("says in the server's words why the call could not be entered", () => {
    const [trouble] = troublesOf(
      { status: "failed", callId: "c1", problem: "LiveKit is down." },
      null,
    );
    expect(trouble?.text).toBe("LiveKit is down.");
  });
});
