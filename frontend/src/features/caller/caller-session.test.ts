import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callerApi } from "@/lib/api/caller-client";
import { ApiError } from "@/lib/api/errors";
import type { CallerCallView, CallStarted } from "@/lib/api/types";
import { rememberCall, rememberedCall } from "./call-memory";
import { CallerSession } from "./caller-session";

const { rooms } = vi.hoisted(() => ({ rooms: [] as { muted: boolean; mutedAtJoin: boolean }[] }));

vi.mock("@/lib/api/caller-client", () => ({
  callerApi: { current: vi.fn(), start: vi.fn(), connection: vi.fn(), leave: vi.fn() },
}));
vi.mock("@/lib/room", () => ({
  CallRoom: class {
    muted = false;
    mutedAtJoin = false;
    constructor() {
      rooms.push(this);
    }
    join = async () => {
      this.mutedAtJoin = this.muted;
    };
    leave = async () => undefined;
    subscribe = () => () => undefined;
    getSnapshot = () => ({ endedBy: null });
    setMuted = async (muted: boolean) => {
      this.muted = muted;
    };
  },
}));
vi.mock("@/lib/room/microphone", () => ({
  Microphone: class {
    open = async () => undefined;
    close = () => undefined;
    getSnapshot = () => ({ state: "closed" });
  },
}));
vi.mock("@/lib/events/stream", () => ({
  EventStream: class {
    start() {}
    stop() {}
  },
}));
vi.mock("@/lib/microphone-permission", () => ({ microphoneAllowed: async () => true }));

const CALL = { id: "c1", version: 1, status: "waiting", transfer: null } as CallerCallView;
const current = { room_name: "room", url: "ws://x", token: "t", identity: "caller-1" };
const connection = { call_id: "c1", current, destination: null };
const api = vi.mocked(callerApi);
const settle = () => new Promise((resolve) => setTimeout(resolve));
let session: CallerSession;

beforeEach(() => {
  rooms.length = 0;
  localStorage.clear();
  sessionStorage.clear();
  for (const request of Object.values(api)) request.mockReset();
  api.start.mockResolvedValue({ call: CALL, connection } as CallStarted);
  api.connection.mockResolvedValue(connection);
  session = new CallerSession();
});

afterEach(() => session.dispose());

/** The look-up of the next `start`, answered when the test says so. */
function lookUp(): (call: CallerCallView | ApiError) => Promise<void> {
  let answer!: (call: CallerCallView | ApiError) => void;
  api.current.mockReturnValueOnce(
    new Promise((resolve, reject) => {
      answer = (call) => (call instanceof ApiError ? reject(call) : resolve(call));
    }),
  );
  return async (call) => {
    answer(call);
    await settle();
  };
}

const NONE = new ApiError(401, "unauthenticated", "Start a call first.");

describe("a page that is opened", () => {
  it("asks for no call where none was begun", async () => {
    await session.start();
    expect(api.current).not.toHaveBeenCalled();
    expect(session.state.get()).toMatchObject({ phase: "before", joining: false });
  });

  it("goes on with the call that was begun, and shows no form meanwhile", async () => {
    rememberCall();
    const answer = lookUp();
    void session.start();
    expect(session.state.get().phase).toBe("looking");
    await answer(CALL);
    expect(session.state.get().phase).toBe("in-call");
  });

  it("forgets a call that is over", async () => {
    rememberCall();
    const answer = lookUp();
    void session.start();
    await answer(NONE);
    expect(session.state.get().phase).toBe("before");
    expect(rememberedCall()).toBe("no");
  });
});

describe("where storage is blocked", () => {
  beforeEach(() => {
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new DOMException("", "SecurityError");
    });
  });

  it("joining waits for the look-up, and begins no second call", async () => {
    const answer = lookUp();
    void session.start();
    void session.join("Ines", "");
    await settle();
    expect(session.state.get()).toMatchObject({ phase: "before", joining: true });
    expect(api.start).not.toHaveBeenCalled();
    await answer(CALL);
    expect(session.state.get().phase).toBe("in-call");
    expect(api.start).not.toHaveBeenCalled();
  });

  it("joining begins a call when there was none", async () => {
    const answer = lookUp();
    void session.start();
    void session.join("Ines", "");
    await answer(NONE);
    await settle();
    expect(api.start).toHaveBeenCalledOnce();
    expect(session.state.get().phase).toBe("in-call");
  });
});

describe("the memory of a call", () => {
  it("is there before the server is asked for it, whose answer may be lost", async () => {
    api.start.mockReturnValue(new Promise(() => undefined));
    await session.start();
    void session.join("Ines", "");
    await settle();
    expect(rememberedCall()).toBe("yes");
  });

  it("goes with the call", async () => {
    await session.start();
    await session.join("Ines", "");
    await session.leave();
    expect(rememberedCall()).toBe("no");
  });

  it("goes when the server refuses to begin it", async () => {
    api.start.mockRejectedValue(new ApiError(422, "invalid", "No."));
    await session.start();
    await session.join("Ines", "");
    expect(rememberedCall()).toBe("no");
  });
});

describe("an answer that is lost", () => {
  const LOST = new ApiError(0, "unreachable", "No answer.", { retry_after_s: 0 });

  it("to the start of a call begins no second one", async () => {
    api.start.mockRejectedValueOnce(LOST);
    await session.start();
    await session.join("Ines", "");
    expect(session.state.get().phase).toBe("in-call");
    const [first, second] = api.start.mock.calls;
    expect(first?.[2]).toBeTruthy();
    expect(second).toEqual(first);
  });

  it("to leaving is asked for with the same key", async () => {
    await session.start();
    await session.join("Ines", "");
    vi.useFakeTimers();
    api.leave.mockRejectedValueOnce(LOST);
    const left = session.leave();
    await vi.runAllTimersAsync();
    await left;
    vi.useRealTimers();
    const [first, second] = api.leave.mock.calls;
    expect(first?.[1]).toBeTruthy();
    expect(second).toEqual(first);
  });
});

it("enters muted again who was muted before the reload", async () => {
  await session.start();
  await session.join("Ines", "");
  session.setMuted(true);
  session.dispose();

  api.current.mockResolvedValue(CALL);
  session = new CallerSession();
  await session.start();
  expect(rooms.map((room) => room.mutedAtJoin)).toEqual([false, true]);
  session.setMuted(false);
  session.dispose();

  session = new CallerSession();
  await session.start();
  expect(rooms.at(-1)?.mutedAtJoin).toBe(false);
});
