import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { CallConnection } from "@/lib/api/types";
import { Locks } from "@/lib/locks.testing";
import { AHEAD_AFTER_MS, type AudioApi, CallAudio } from "./call-audio";
import { SoundTab } from "./sound-tab";

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
  localStorage.clear();
  microphones.length = 0;
  asked.mockClear();
  audio = inATab();
});

function inATab(): CallAudio {
  const api = {
    calls: { connection: asked },
    transfers: { connection: async () => connectionTo("room ahead").current },
  };
  const sound = new SoundTab("ana");
  sound.start();
  return new CallAudio(api as unknown as AudioApi, () => undefined, sound);
}

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

describe("CallAudio, with another device about", () => {
  const answer = async () => ({ call: { id: "c1" }, connection: connectionTo("room given") });

  beforeEach(() => audio.rest());

  it("leaves a call to the device that it was joined on, until it is to be used here", async () => {
    await audio.follow("c1");
    const where = "device";
    expect(audio.state.get()).toEqual({ status: "elsewhere", callId: "c1", where });
    expect(joined).toEqual([]);
    await audio.enterAgain();
    expect(joined).toEqual(["room asked for"]);
  });

  it("follows into a call that was asked for here, though the answer was lost", async () => {
    const lost = new ApiError(0, "unreachable", "No answer.");
    await expect(audio.enterBy(Promise.reject(lost))).rejects.toBe(lost);
    await audio.follow("c1");
    expect(joined).toEqual(["room asked for"]);
  });

  it("does not take a call for its own after a refusal", async () => {
    const refusal = new ApiError(409, "transfer_state", "The transfer has moved on meanwhile.");
    await expect(audio.enterBy(Promise.reject(refusal))).rejects.toBe(refusal);
    await audio.follow("c1");
    expect(joined).toEqual([]);
  });

  it("enters what is joined here, though the call before was over only then", async () => {
    const entered = audio.enterBy(answer());
    audio.rest();
    await Promise.all([entered, audio.follow("c1")]);
    await settle();
    expect(joined).toEqual(["room given"]);
    expect(audio.state.get().status).toBe("in");
  });
});

describe("CallAudio, in one tab of two", () => {
  const given = { call: { id: "c1" }, connection: connectionTo("room given") };
  const openMicrophones = () => microphones.filter(({ state }) => state === "open").length;
  let other: CallAudio;

  beforeEach(async () => {
    Object.defineProperty(navigator, "locks", { configurable: true, value: new Locks() });
    [audio, other] = [inATab(), inATab()];
    await settle();
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, "locks");
  });

  it("enters nothing by itself while the other one has the sound", async () => {
    await other.follow("c1");
    other.stayOut("c1");
    expect(other.state.get()).toEqual({ status: "elsewhere", callId: "c1", where: "tab" });
    expect(joined).toEqual([]);
    expect(microphones).toEqual([]);
  });

  it("enters what is joined there, and has the sound from then on", async () => {
    await other.enterBy(Promise.resolve(given));
    await settle();
    expect(joined).toEqual(["room given"]);
    expect(other.sound.place.get()).toBe("here");
    expect(audio.sound.place.get()).toBe("elsewhere");
  });

  it("takes over a call that began in the other one", async () => {
    other.rest();
    other.stayOut("c1");
    audio.sound.stop();
    await settle();
    await other.follow("c1");
    expect(joined).toEqual(["room asked for"]);
  });

  it("takes the sound of the call over, and enters once", async () => {
    other.stayOut("c1");
    const again = other.enterAgain();
    await other.follow("c1"); // as the page does when it has the sound
    await again;
    await settle();
    expect(joined).toEqual(["room asked for"]);
    expect(other.state.get().status).toBe("in");
  });

  it("closes the microphone when the sound goes to the other one", async () => {
    await audio.follow("c1");
    expect(openMicrophones()).toBe(1);
    audio.stayOut("c1");
    await settle();
    expect(openMicrophones()).toBe(0);
    expect(audio.state.get().status).toBe("elsewhere");
  });

  it("does not enter what it is on the way into when the sound goes to the other one", async () => {
    let answer!: (admission: typeof given) => void;
    const entered = audio.enterBy(new Promise<typeof given>((resolve) => (answer = resolve)));
    await settle();
    audio.stayOut(null);
    answer(given);
    await entered;
    await settle();
    expect(joined).toEqual([]);
    expect(openMicrophones()).toBe(0);
  });

  it("is muted in the one as in the other", async () => {
    await audio.follow("c1");
    audio.setMuted(true);
    audio.stayOut("c1");
    await other.enterBy(Promise.resolve(given));
    await settle();
    expect(mutedAtJoin).toEqual([false, true]);
  });
});
