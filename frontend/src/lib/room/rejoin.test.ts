import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { untilJoined } from "./rejoin";
import type { RoomConnection } from "./types";

function connection(room: string): RoomConnection {
  return { room_name: room, url: "ws://livekit", token: "token", identity: "caller-1" };
}

const away = () => Promise.reject(new Error("away"));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("untilJoined", () => {
  it("enters what it was given, without asking", async () => {
    const entered: string[] = [];
    const result = await untilJoined({
      first: connection("first"),
      fetchConnection: away,
      enter: async (c) => void entered.push(c.room_name),
      signal: new AbortController().signal,
    });
    expect(result).toBe("joined");
    expect(entered).toEqual(["first"]);
  });

  it("asks anew for every further attempt, until one works", async () => {
    const rooms = ["second", "third"];
    const entered: string[] = [];
    const joined = untilJoined({
      first: connection("first"),
      fetchConnection: async () => connection(rooms.shift() ?? "none"),
      enter: async (c) => {
        entered.push(c.room_name);
        if (c.room_name !== "third") await away();
      },
      signal: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(2000);
    expect(await joined).toBe("joined");
    expect(entered).toEqual(["first", "second", "third"]);
  });

  it("stops when the call is over", async () => {
    const enter = vi.fn();
    const result = await untilJoined({
      fetchConnection: async () => null,
      enter,
      signal: new AbortController().signal,
    });
    expect(result).toBe("over");
    expect(enter).not.toHaveBeenCalled();
  });

  it("keeps on for minutes at a steady pace, then gives up", async () => {
    const fetchConnection = vi.fn(away);
    const joined = untilJoined({
      fetchConnection,
      enter: away,
      signal: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(170_000);
    const asked = fetchConnection.mock.calls.length;
    expect(asked).toBeGreaterThan(80);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await joined).toBe("gave_up");
  });

  it("does nothing more once aborted", async () => {
    const abort = new AbortController();
    const fetchConnection = vi.fn(away);
    const joined = untilJoined({ fetchConnection, enter: away, signal: abort.signal });
    await vi.advanceTimersByTimeAsync(1000);
    const asked = fetchConnection.mock.calls.length;
    abort.abort();
    expect(await joined).toBe("aborted");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchConnection).toHaveBeenCalledTimes(asked);
  });
});
