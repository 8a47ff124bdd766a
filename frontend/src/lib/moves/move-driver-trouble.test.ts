import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CallConnection } from "@/lib/api/types";
import { MoveError } from "@/lib/room/types";
import { DESTINATION, MOVING, ORIGIN, Scene, settle } from "./scene.testing";

let scene: Scene;

beforeEach(() => {
  vi.useFakeTimers();
  scene = new Scene();
  return () => vi.useRealTimers();
});

describe("a call that moved without us", () => {
  const THERE: CallConnection = {
    ...MOVING,
    current: { ...ORIGIN, room_name: DESTINATION.room_name },
    destination: null,
  };

  it("is followed when our own move had failed", async () => {
    scene.room.moveResult = async () => {
      throw new MoveError("destination_lost");
    };
    scene.news("moving", 2);
    await settle();
    scene.connected = THERE;
    scene.news("introducing", 3);
    await settle();
    expect(scene.room.done).toEqual(["move t1", "finish t1", "follow to room_destination"]);
  });

  it("is followed when we hear of it only afterwards", async () => {
    scene.connected = THERE;
    scene.news("introducing", 3);
    await settle();
    expect(scene.room.done).toEqual(["finish t1", "follow to room_destination"]);
  });

  it("is not asked for when we are in the destination", async () => {
    scene.news("moving", 2);
    await settle();
    scene.asked = 0;
    scene.news("introducing", 3);
    await settle();
    expect(scene.asked).toBe(0);
  });
});

describe("a move that fails", () => {
  it("says why", async () => {
    scene.room.moveResult = async () => {
      throw new MoveError("timeout");
    };
    scene.news("moving", 2);
    await settle();
    expect(scene.reports).toEqual(["failed t1 timeout"]);
  });

  it("does not call it a failure that the call was left", async () => {
    scene.room.moveResult = async () => {
      throw new MoveError("left");
    };
    scene.news("moving", 2);
    await settle();
    expect(scene.reports).toEqual([]);
  });

  it("asks for the way again while the server does not answer", async () => {
    scene.down = true;
    scene.news("moving", 2);
    await settle(3000);
    expect(scene.room.done).toEqual([]);
    scene.down = false;
    await settle(1000);
    expect(scene.reports).toEqual(["moved t1"]);
  });

  it("goes back when the transfer reverts", async () => {
    scene.news("moving", 2);
    await settle();
    scene.news("reverting", 3);
    scene.news("failed", 4);
    await settle();
    expect(scene.room.done).toEqual(["move t1", "abandon t1", "abandon t1"]);
  });
});

describe("a transfer that ended while we did not hear", () => {
  beforeEach(async () => {
    scene.news("moving", 2);
    await settle();
  });

  it("stays in the destination when the call is there", async () => {
    scene.connected = { ...MOVING, current: { ...ORIGIN, room_name: DESTINATION.room_name } };
    scene.news("cancelled", 9);
    await settle();
    expect(scene.room.done).toEqual(["move t1", "finish t1"]);
  });

  it("asks until the server answers, before it goes either way", async () => {
    scene.connected = { ...MOVING, current: { ...ORIGIN, room_name: DESTINATION.room_name } };
    scene.down = true;
    scene.news("cancelled", 9);
    await settle(2000);
    expect(scene.room.done).toEqual(["move t1"]);
    scene.down = false;
    await settle(1000);
    expect(scene.room.done).toEqual(["move t1", "finish t1"]);
  });

  it("goes back to the origin when the call never left it", async () => {
    scene.news("cancelled", 9);
    await settle();
    expect(scene.room.done).toEqual(["move t1", "abandon t1"]);
  });

  it("keeps out once disposed", async () => {
    scene.driver.dispose();
    scene.news("moving", 10, "t1");
    await settle();
    expect(scene.room.done).toEqual(["move t1"]);
  });
});
