import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import { DESTINATION, MOVING, ORIGIN, Scene, settle } from "./scene.testing";

const AMONG_THREE = {
  ...MOVING,
  destination: { ...DESTINATION, expect: ["caller-1", "agent-b"] },
};
const STAYS_BEHIND = { ...MOVING, destination: null };

let scene: Scene;

beforeEach(() => {
  vi.useFakeTimers();
  scene = new Scene();
  return () => vi.useRealTimers();
});

/** Ana consults: the caller is on hold, and she is with the target. */
async function consulting() {
  scene.news("consulting", 2);
  await settle();
  scene.room.done.length = 0;
  scene.reports.length = 0;
}

describe("whoever starts a consult", () => {
  it("puts the caller on hold, goes to the target, and says so", async () => {
    scene.news("consulting", 2);
    await settle();
    expect(scene.room.done).toEqual(["move t1", "hold", "resume t1"]);
    expect(scene.reports).toEqual(["moved t1"]);
  });

  it("does not ask for a way that is prepared", async () => {
    scene.news("offered", 1);
    await settle();
    const { asked } = scene;
    scene.news("consulting", 2);
    await settle();
    expect(scene.asked).toBe(asked);
    expect(scene.room.done).toContain("move t1");
  });

  it("goes to and fro, silent to the one before the other hears a word", async () => {
    await consulting();
    scene.news("consult_paused", 3);
    expect(scene.room.done).toEqual(["pause t1", "off hold"]);
    scene.news("consulting", 4);
    expect(scene.room.done.slice(2)).toEqual(["hold", "resume t1"]);
  });

  it("turns at once, and back again when the server refuses", async () => {
    await consulting();
    const goBack = scene.driver.turn("t1", "with_caller");
    expect(scene.room.done).toEqual(["pause t1", "off hold"]);
    goBack();
    expect(scene.room.done.slice(2)).toEqual(["hold", "resume t1"]);
  });

  it("stays where the server has them, however late a refusal is", async () => {
    await consulting();
    const goBack = scene.driver.turn("t1", "with_caller");
    scene.news("consult_paused", 3);
    scene.room.done.length = 0;
    goBack();
    expect(scene.room.done).toEqual([]);
  });

  it("turns nowhere outside of a consult", () => {
    scene.driver.turn("t1", "with_caller")();
    expect(scene.room.done).toEqual([]);
  });

  it("back from a reload while with the caller, keeps the target waiting", async () => {
    scene.news("consult_paused", 3);
    await settle();
    expect(scene.room.done).toEqual(["move t1", "pause t1"]);
  });

  it("enters anew when the connection to the target is lost", async () => {
    await consulting();
    scene.room.moveFails();
    await settle();
    expect(scene.room.done).toEqual(["move t1", "hold", "resume t1"]);
    expect(scene.reports).toEqual(["moved t1"]);
  });

  it("says when the target cannot be reached", async () => {
    scene.room.moveResult = async () => {
      throw Object.assign(new Error(), { reason: "connect_failed" });
    };
    scene.news("consulting", 2);
    await settle();
    expect(scene.reports).toEqual(["failed t1 connect_failed"]);
    scene.news("reverting", 3);
    await settle();
    expect(scene.room.done.slice(-2)).toEqual(["off hold", "abandon t1"]);
  });

  it("is with the caller again when it is cancelled", async () => {
    await consulting();
    scene.news("reverting", 3);
    await settle();
    expect(scene.room.done).toEqual(["off hold", "abandon t1"]);
  });
});

describe("the end of a consult", () => {
  it("with the target, waits there for the caller who is brought in", async () => {
    await consulting();
    scene.connected = AMONG_THREE;
    scene.news("moving", 3);
    await settle();
    expect(scene.room.done).toEqual([]);
    scene.news("introducing", 4);
    await settle();
    expect(scene.room.done).toEqual(["finish t1", "off hold"]);
  });

  it("with the caller, goes there with them", async () => {
    await consulting();
    scene.news("consult_paused", 3);
    scene.room.done.length = 0;
    scene.connected = AMONG_THREE;
    scene.news("moving", 4);
    await settle();
    expect(scene.room.done).toEqual(["listen t1 for caller-1 agent-b"]);
    expect(scene.reports).toEqual(["moved t1"]);
  });

  it("handing over, stays where one is until the caller has gone", async () => {
    await consulting();
    scene.connected = STAYS_BEHIND;
    scene.news("moving", 3);
    await settle();
    scene.news("completed", 4);
    await settle();
    expect(scene.room.done).toEqual([]);
    expect(scene.reports).toEqual([]);
  });
});

describe("the target of a consult", () => {
  it("is there already, and neither holds nor moves", async () => {
    scene.connected = { ...STAYS_BEHIND, current: { ...ORIGIN, room_name: "room_destination" } };
    scene.room.roomName = "room_destination";
    scene.news("consulting", 2);
    await settle();
    scene.news("consult_paused", 3);
    scene.news("consulting", 4);
    scene.news("moving", 5);
    scene.news("introducing", 6);
    await settle();
    expect(scene.reports).toEqual(["moved t1"]);
    expect(scene.room.done).toEqual(["finish t1"]);
  });
});

describe("whoever is in the call besides", () => {
  it("has no part in the consult, and comes along when it ends", async () => {
    scene.connected = STAYS_BEHIND;
    scene.refusals = [new ApiError(409, "transfer_state", "not yours")];
    scene.news("consulting", 2);
    await settle();
    expect(scene.room.done).toEqual([]);
    scene.connected = AMONG_THREE;
    scene.news("moving", 3);
    await settle();
    expect(scene.room.done).toEqual(["move t1"]);
  });
});
