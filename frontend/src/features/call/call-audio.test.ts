import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { CallConnection } from "@/lib/api/types";
import { AHEAD_AFTER_MS, type AudioApi, CallAudio } from "./call-audio";

const { joined, prepared, mutedAtJoin, microphones } = vi.hoisted(() => ({
  joined: [] as string[],
  prepared: [] as string[],
  mutedAtJoin: [] as boolean[],
  microphones: [] as { state: string }[],
}));

vi.mock("@/lib/room", () => ({
  loadLiveKit: async () => undefined,
  CallRoom: class {
    constructor(
      _hooks: unknown,
      private readonly mic: { close(): void },
    ) {}
    private muted = false;
    join = async ({ room_name }: { room_name: string }) => {
      joined.push(room_name);
      mutedAtJoin.push(this.muted);
    };
    prepare = ({ transfer_id, room_name }: { transfer_id: string; room_name: string }) => {
      prepared.push(`${room_name} of ${transfer_id}`);
    };
    setMuted = async (muted: boolean) => {
      this.muted = muted;
    };
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
  prepared.length = 0;
  mutedAtJoin.length = 0;
  sessionStorage.clear();
  microphones.length = 0;
  asked.mockClear();
  const api = {
    calls: { connection: asked },
    transfers: { connection: async () => connectionTo("room ahead").current },
  };
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
    asked.mockRejectedValueOnce(new ApiError(409, "call_state", "The call is over."));
    await audio.follow("c1");
    await settle();
    expect(audio.state.get()).toMatchObject({ status: "failed", problem: "The call is over." });
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
  });

  it("tries again by itself while that may help, and says so", async () => {
    vi.useFakeTimers();
    asked.mockRejectedValueOnce(new ApiError(503, "livekit_unavailable", "No audio server."));
    const entered = audio.follow("c1");
    await vi.advanceTimersByTimeAsync(10);
    expect(audio.state.get()).toMatchObject({ status: "entering", problem: "No audio server." });
    await vi.advanceTimersByTimeAsync(2000);
    await entered;
    vi.useRealTimers();
    expect(audio.state.get().status).toBe("in");
    expect(joined).toEqual(["room asked for"]);
  });

  it("gives up trying when the call is left meanwhile", async () => {
    vi.useFakeTimers();
    asked.mockRejectedValueOnce(new ApiError(503, "livekit_unavailable", "No audio server."));
    void audio.follow("c1");
    await vi.advanceTimersByTimeAsync(10);
    audio.leave();
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(joined).toEqual([]);
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
  });

  it("can be muted on the way in, and enters that call muted until it is unmuted", async () => {
    let answer!: (connection: CallConnection) => void;
    asked.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const entered = audio.follow("c1");
    await settle();
    audio.setMuted(true);
    answer(connectionTo("room"));
    await entered;
    await audio.enterAgain();
    audio.setMuted(false);
    await audio.enterAgain();
    expect(mutedAtJoin).toEqual([true, true, false]);
  });

  it("leaves with the microphone closed", async () => {
    await audio.follow("c1");
    audio.leave();
    await settle();
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
  });
});

describe("CallAudio, while a call rings", () => {
  const RINGING = { id: "t1", call_id: "c1" };
  const answer = async () => ({ call: { id: "c1" }, connection: connectionTo("room ahead") });
  const whenAhead = () => vi.advanceTimersByTimeAsync(AHEAD_AFTER_MS);

  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("enters ahead with the microphone closed, and joins with what it has", async () => {
    audio.ring(RINGING);
    audio.ring(RINGING);
    await whenAhead();
    expect(prepared).toEqual(["room ahead of t1"]);
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
    await audio.enterBy(answer(), "t1");
    audio.stopRinging(); // the offer is gone from the page
    await vi.advanceTimersByTimeAsync(0);
    expect(microphones.map((mic) => mic.state)).toEqual(["open"]);
    expect(joined).toEqual(["room ahead"]);
    expect(audio.state.get().status).toBe("in");
  });

  it("joins all the same when the answer is quicker", async () => {
    audio.ring(RINGING);
    await audio.enterBy(answer(), "t1");
    await whenAhead();
    expect(joined).toEqual(["room ahead"]);
    expect(prepared).toEqual([]);
  });

  it("goes nowhere once it rings no longer", async () => {
    audio.ring(RINGING);
    audio.stopRinging();
    await whenAhead();
    expect(prepared).toEqual([]);
    expect(audio.state.get().status).toBe("out");
  });

  it("closes the microphone when accepting is refused, and can be tried again", async () => {
    audio.ring(RINGING);
    await whenAhead();
    const refusal = new ApiError(503, "livekit_unavailable", "No audio server.");
    await expect(audio.enterBy(Promise.reject(refusal), "t1")).rejects.toBe(refusal);
    await vi.advanceTimersByTimeAsync(0);
    expect(microphones.map((mic) => mic.state)).toEqual(["closed"]);
    await audio.enterBy(answer(), "t1");
    await vi.advanceTimersByTimeAsync(0);
    expect(joined).toEqual(["room ahead"]);
  });

  it("leaves another offer's room for another call", async () => {
    audio.ring(RINGING);
    await whenAhead();
    audio.ring({ id: "t2", call_id: "c2" });
    await whenAhead();
    expect(prepared).toEqual(["room ahead of t1", "room ahead of t2"]);
    expect(microphones).toHaveLength(2);
  });
});
