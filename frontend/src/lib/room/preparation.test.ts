import { beforeEach, describe, expect, it, vi } from "vitest";
import { ENTER_AFTER_MS, Preparation } from "./preparation";
import type { PreparedConnection } from "./types";

class Place {
  closed = false;
  refuse: (error: Error) => void = () => undefined;

  constructor(readonly connection: PreparedConnection) {}

  connect(): Promise<void> {
    return new Promise((_resolve, reject) => {
      this.refuse = reject;
    });
  }
}

function destination(transferId: string): PreparedConnection {
  return {
    transfer_id: transferId,
    room_name: `room of ${transferId}`,
    url: "ws://livekit",
    token: "token",
    identity: "caller-1",
  };
}

function prepare() {
  const opened: Place[] = [];
  const preparation = new Preparation<Place>(
    (connection) => {
      const place = new Place(connection);
      opened.push(place);
      return place;
    },
    (place) => {
      place.closed = true;
    },
  );
  return { preparation, opened };
}

const whenEntered = () => vi.advanceTimersByTimeAsync(ENTER_AFTER_MS);

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe("Preparation", () => {
  it("opens a transfer's destination once, and hands it over once", async () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t1"));
    preparation.begin(destination("t1"));
    await whenEntered();
    expect(opened).toHaveLength(1);
    expect(preparation.has("t1")).toBe(true);
    expect(preparation.take("another room")).toBeNull();
    expect(preparation.take("room of t1")).toBe(opened[0]);
    expect(preparation.take("room of t1")).toBeNull();
    expect(opened[0]?.closed).toBe(false);
  });

  it("keeps one destination: that of the newest transfer", async () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t1"));
    await whenEntered();
    preparation.begin(destination("t2"));
    await whenEntered();
    expect(opened.map((place) => place.closed)).toEqual([true, false]);
    expect(preparation.take("room of t1")).toBeNull();
  });

  it("lets go of the transfer that came to nothing, and of no other", async () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t2"));
    await whenEntered();
    preparation.drop("t1");
    expect(opened[0]?.closed).toBe(false);
    preparation.drop("t2");
    expect(opened[0]?.closed).toBe(true);
    expect(preparation.has("t2")).toBe(false);
  });

  it("has nothing to hand over once the destination could not be entered or was lost", async () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t1"));
    await whenEntered();
    opened[0]?.refuse(new Error("no such room"));
    await Promise.resolve();
    expect(preparation.take("room of t1")).toBeNull();
    preparation.begin(destination("t2"));
    await whenEntered();
    const second = opened[1] as Place;
    expect(preparation.lost(second)).toBe(true);
    expect(preparation.lost(second)).toBe(false);
    expect(preparation.take("room of t2")).toBeNull();
  });

  it("enters nothing when the answer comes sooner", async () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t1"));
    expect(preparation.has("t1")).toBe(true);
    expect(preparation.take("room of t1")).toBeNull();
    preparation.begin(destination("t2"));
    preparation.drop("t2");
    await whenEntered();
    expect(opened).toEqual([]);
  });
});
