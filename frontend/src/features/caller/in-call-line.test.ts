import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { callerApi } from "@/lib/api/caller-client";
import { ApiError } from "@/lib/api/errors";
import type { CallerCallView } from "@/lib/api/types";
import type { CallRoom, Microphone } from "@/lib/room";
import { InCallLine } from "./in-call-line";

vi.mock("@/lib/api/caller-client", () => ({ callerApi: { get: vi.fn() } }));

let fresh: () => void;
vi.mock("@/lib/events/stream", () => ({
  EventStream: class {
    constructor(options: { onFresh(): void }) {
      fresh = options.onFresh;
    }
    start() {}
    stop() {}
  },
}));

const Room = class {
  join = async () => undefined;
  leave = async () => undefined;
  subscribe = () => () => undefined;
} as unknown as typeof CallRoom;

const get = vi.mocked(callerApi.get);
const onCall = vi.fn();
const CALL = { id: "c1", version: 3, transfer: null } as CallerCallView;
const CONNECTION = { room_name: "room", url: "ws://x", token: "t", identity: "caller-1" };
let line: InCallLine;

beforeEach(() => {
  vi.useFakeTimers();
  get.mockReset();
  onCall.mockReset();
  const listener = { onCall, onPartial: () => undefined, onRoomEnded: () => undefined };
  line = new InCallLine(Room, {} as Microphone, "c1", listener);
  line.open({ ...CALL, version: 1 }, CONNECTION);
  onCall.mockReset();
});

afterEach(() => {
  line.close();
  vi.useRealTimers();
});

it("asks for the call until the server answers", async () => {
  get.mockRejectedValueOnce(new ApiError(0, "unreachable", "No answer.")).mockResolvedValue(CALL);
  fresh();
  await vi.advanceTimersByTimeAsync(2000);
  expect(onCall).toHaveBeenCalledExactlyOnceWith(CALL);
});

it("asks no longer once it is closed, or the call is refused", async () => {
  get.mockRejectedValue(new ApiError(404, "call_ended", "Over."));
  fresh();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(get).toHaveBeenCalledTimes(1);
  get.mockRejectedValue(new ApiError(503, "unavailable", "Down."));
  fresh();
  line.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(get).toHaveBeenCalledTimes(2);
});
