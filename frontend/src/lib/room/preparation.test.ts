import { describe, expect, it } from "vitest";
import { Preparation } from "./preparation";
import type { DestinationConnection } from "./types";

class Place {
  closed = false;
  refuse: (error: Error) => void = () => undefined;

  constructor(readonly connection: DestinationConnection) {}

  connect(): Promise<void> {
    return new Promise((_resolve, reject) => {
      this.refuse = reject;
    });
  }
}

function destination(transferId: string): DestinationConnection {
  return {
    transfer_id: transferId,
    room_name: `room of ${transferId}`,
    url: "ws://livekit",
    token: "token",
    identity: "caller-1",
    expect: [],
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

describe("Preparation", () => {
  it("opens a transfer's destination once, and hands it over once", () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t1"));
    preparation.begin(destination("t1"));
    expect(opened).toHaveLength(1);
    expect(preparation.has("t1")).toBe(true);
    expect(preparation.take("another room")).toBeNull();
    expect(preparation.take("room of t1")).toBe(opened[0]);
    expect(preparation.take("room of t1")).toBeNull();
    expect(opened[0]?.closed).toBe(false);
  });

  it("keeps one destination: that of the newest transfer", () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t1"));
    preparation.begin(destination("t2"));
    expect(opened.map((place) => place.closed)).toEqual([true, false]);
    expect(preparation.take("room of t1")).toBeNull();
  });

  it("lets go of the transfer that came to nothing, and of no other", () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t2"));
    preparation.drop("t1");
    expect(opened[0]?.closed).toBe(false);
    preparation.drop("t2");
    expect(opened[0]?.closed).toBe(true);
    expect(preparation.has("t2")).toBe(false);
  });

  it("has nothing to hand over once the destination could not be entered or was lost", async () => {
    const { preparation, opened } = prepare();
    preparation.begin(destination("t1"));
    opened[0]?.refuse(new Error("no such room"));
    await Promise.resolve();
    expect(preparation.take("room of t1")).toBeNull();
    preparation.begin(destination("t2"));
    const second = opened[1] as Place;
    expect(preparation.lost(second)).toBe(true);
    expect(preparation.lost(second)).toBe(false);
    expect(preparation.take("room of t2")).toBeNull();
  });
});
