import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RemoteAudio } from "./flow";
import { Move } from "./move";
import { type DestinationConnection, MoveError } from "./types";

const TARGET: DestinationConnection = {
  transfer_id: "transfer-1",
  room_name: "room_destination",
  url: "ws://livekit",
  token: "token",
  identity: "caller-1",
  expect: ["ana", "bea"],
};

function heard(identity: string): RemoteAudio {
  return {
    identity,
    trackId: identity,
    muted: false,
    played: () => [{ rtpTimestamp: 960 }],
    sounds: () => true,
  };
}

/** A destination that is entered, or not, when the test says so. */
class Place {
  readonly present: RemoteAudio[] = [];
  enter!: () => void;
  refuse!: (error: Error) => void;

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.enter = resolve;
      this.refuse = reject;
    });
  }

  audio(): RemoteAudio[] {
    return this.present;
  }
}

function begin(timeoutMs = 10_000) {
  const place = new Place();
  const effects: string[] = [];
  const states: string[] = [];
  const move = new Move(
    TARGET,
    place,
    (effect) => effects.push(effect),
    () => states.push(move.state),
  );
  move.begin(timeoutMs);
  return { place, move, effects, states };
}

async function reasonOf(move: { switched: Promise<unknown> }): Promise<string> {
  const error = await move.switched.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MoveError);
  return (error as MoveError).reason;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Move", () => {
  it("switches when the last one expected is heard, not before", async () => {
    const { place, move, effects, states } = begin();
    place.enter();
    await vi.advanceTimersByTimeAsync(100);
    place.present.push(heard("ana"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(move.state).toBe("listening");
    expect(effects).toEqual([]);
    place.present.push(heard("bea"));
    await vi.advanceTimersByTimeAsync(20);
    await expect(move.switched).resolves.toBe("switched");
    expect(states).toEqual(["connecting", "listening", "switched"]);
    expect(effects).toEqual(["play_destination"]);
  });

  it("does not wait for somebody who has left on the way", async () => {
    const { place, move } = begin();
    place.enter();
    place.present.push(heard("bea"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(move.state).toBe("listening");
    move.expect(["bea"]);
    await vi.advanceTimersByTimeAsync(20);
    expect(move.state).toBe("switched");
  });

  it("gives up in time, whether connecting or listening", async () => {
    const connecting = begin(5000);
    const listening = begin(5000);
    listening.place.enter();
    await vi.advanceTimersByTimeAsync(5000);
    for (const { move, effects } of [connecting, listening]) {
      expect(move.state).toBe("failed");
      expect(move.broken).toBe(true);
      expect(effects).toEqual(["close_destination"]);
      expect(await reasonOf(move)).toBe("timeout");
    }
  });

  it("keeps the reason for which the destination could not be entered", async () => {
    const { place, move } = begin();
    const cause = new Error("no such room");
    place.refuse(cause);
    expect(await reasonOf(move)).toBe("connect_failed");
    await expect(move.switched).rejects.toHaveProperty("cause", cause);
  });

  it("returns to the origin when the destination is lost after the switch", async () => {
    const { place, move, effects } = begin();
    place.present.push(heard("ana"), heard("bea"));
    place.enter();
    await move.switched;
    move.fail("destination_lost");
    expect(move.state).toBe("failed");
    expect(effects).toEqual(["play_destination", "play_origin", "close_destination"]);
  });

  it("confirmed while still connecting, switches as soon as it is there", async () => {
    const { place, move, effects } = begin();
    const finished = move.finish();
    await vi.advanceTimersByTimeAsync(100);
    expect(effects).toEqual([]);
    place.enter();
    await finished;
    expect(effects).toEqual(["play_destination", "close_origin"]);
    await expect(move.switched).resolves.toBe("switched");
  });

  it("is not brought back by what comes too late", async () => {
    const { place, move, effects } = begin();
    move.abandon();
    expect(await reasonOf(move)).toBe("abandoned");
    place.present.push(heard("ana"), heard("bea"));
    place.enter();
    await vi.advanceTimersByTimeAsync(20_000);
    await move.finish();
    move.abandon();
    expect(move.state).toBe("none");
    expect(effects).toEqual(["close_destination"]);
  });

  it("finishes once", async () => {
    const { place, move, effects } = begin();
    place.present.push(heard("ana"), heard("bea"));
    place.enter();
    await move.switched;
    await move.finish();
    await move.finish();
    expect(effects).toEqual(["play_destination", "close_origin"]);
    expect(move.open).toBe(false);
    expect(move.broken).toBe(false);
  });

  it("paused, is kept and not played, also when it is heard only then", async () => {
    const { place, move } = begin();
    move.pause();
    place.present.push(heard("ana"), heard("bea"));
    place.enter();
    await move.switched;
    expect(move.plays).toBe(false);
    expect(move.paused).toBe(true);
    move.resume();
    expect(move.plays).toBe(true);
    move.pause();
    expect(move.plays).toBe(false);
  });

  it("listens once more, in the origin, for whoever is to come", async () => {
    const { place, move, effects } = begin();
    place.present.push(heard("ana"), heard("bea"));
    place.enter();
    await move.switched;
    move.pause();
    const arrived = move.listenFor(["bea", "caller"], 5000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(move.state).toBe("listening");
    place.present.push(heard("caller"));
    await vi.advanceTimersByTimeAsync(20);
    await expect(arrived).resolves.toBe("switched");
    expect(move.plays).toBe(true);
    expect(effects).toEqual(["play_destination", "play_origin", "play_destination"]);
  });

  it("gives up when whoever is to come does not", async () => {
    const { place, move } = begin();
    place.present.push(heard("ana"), heard("bea"));
    place.enter();
    await move.switched;
    const arrived = move.listenFor(["caller"], 5000);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await reasonOf({ switched: arrived })).toBe("timeout");
    expect(move.state).toBe("failed");
  });
});
