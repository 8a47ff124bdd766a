import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { CallConnection } from "@/lib/api/types";
import { type AudioApi, CallAudio } from "./call-audio";

const { joined, microphones } = vi.hoisted(() => ({
  joined: [] as string[],
  microphones: [] as { state: string }[],
}));

vi.mock("@/lib/room", () => ({
  loadLiveKit: async () => undefined,
  CallRoom: class {
    constructor(
      _hooks: unknown,
      private readonly mic: { close(): void },
    ) {}
    join = async ({ room_name }: { room_name: string }) => void joined.push(room_name);
    leave = async () => this.mic.close();
  },
  Microphone: class {
    state = "closed";
    constructor() {
      microphones.push(this);
    }
    open = async () => {
      this.state = "open";
    };
    close = () => {
      this.state = "closed";
    };
  },
}));

function connectionTo(room: string): CallConnection {
  const current = { room_name: room, url: "ws://x", token: "t", identity: "agent-1" };
  return { call_id: "c1", current, destination: null };
}

const asked = vi.fn(async () => connectionTo("room asked for"));
const settle = () => new Promise((resolve) => setTimeout(resolve));

let audio: CallAudio;

beforeEach(() => {
  joined.length = 0;
  microphones.length = 0;
  asked.mockClear();
  const api = { calls: { connection: asked }, transfers: {} };
  audio = new CallAudio(api as unknown as AudioApi, () => undefined);
});

describe("CallAudio", () => {
  it("opens the microphone while the server is being asked", async () => {
    let answer!: (admission: { call: { id: string }; connection: CallConnection }) => void;
    const entered = audio.enterBy(
      new Promise<{ call: { id: string }; connection: CallConnection }>((resolve) => {
        answer = resolve;
      }),
    );
    await settle();
    expect(microphones.map((mic) => mic.state)).toEqual(["open"]);
    expect(joined).toEqual([]);
    answer({ call: { id: "c1" }, connection: connectionTo("room given") });
    await entered;
    await settle();
    expect(joined).toEqual(["room given"]);
    expect(microphones).toHaveLength(1);
  });

  it("does not ask for a connection that an answer under way will bring", async () => {
    const answer = settle().then(() => ({
      call: { id: "c1" },
      connection: connectionTo("room given"),
    }));
    const entered = audio.enterBy(answer);
    const followed = audio.follow("c1"); // the event is here before the answer
    await Promise.all([entered, followed]);
    await settle();
    expect(joined).toEqual(["room given"]);
    expect(asked).not.toHaveBeenCalled();
  });

  it("closes the microphone when the server refuses", async () => {
    const refusal = new ApiError(409, "transfer_state", "The transfer has moved on meanwhile.");
    await expect(audio.enterBy(Promise.reject(refusal))).rejects.toBe(refusal);
    await settle();
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
    expect(audio.state.get().status).toBe("out");
  });

  it("follows the server into a call that it was not let in by an answer, once", async () => {
    await audio.follow("c1");
    await audio.follow("c1");
    expect(joined).toEqual(["room asked for"]);
    expect(microphones).toHaveLength(1);
  });

  it("says why it cannot enter, with the microphone closed", async () => {
    asked.mockRejectedValueOnce(new ApiError(503, "livekit_unavailable", "No audio server."));
    await audio.follow("c1");
    await settle();
    expect(audio.state.get()).toMatchObject({ status: "failed", problem: "No audio server." });
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
  });

  it("leaves with the microphone closed", async () => {
    await audio.follow("c1");
    audio.leave();
    await settle();
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
  });
});
