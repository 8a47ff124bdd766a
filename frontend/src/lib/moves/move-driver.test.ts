import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import { DESTINATION, MOVING, ORIGIN, Scene, settle } from "./scene.testing";

const NOT_YET = new ApiError(409, "not_in_destination", "not there yet");
const GONE_ON = new ApiError(409, "transfer_not_moving", "the transfer has gone on");

let scene: Scene;

beforeEach(() => {
  vi.useFakeTimers();
  scene = new Scene();
  return () => vi.useRealTimers();
});

describe("a move that works", () => {
  it("moves, reports, and finishes once the server says so", async () => {
    scene.news("moving", 2);
    await settle();
    expect(scene.room.done).toEqual(["move t1"]);
    expect(scene.reports).toEqual(["moved t1"]);
    scene.news("introducing", 3);
    await settle();
    expect(scene.room.done).toEqual(["move t1", "finish t1"]);
  });

  it("moves once, though the event stream and LiveKit both tell of it", async () => {
    scene.news("moving", 2);
    scene.news("moving", 2);
    scene.news("moving", 3); // somebody else has moved
    await settle();
    expect(scene.room.done.filter((done) => done.startsWith("move"))).toEqual(["move t1"]);
  });

  it("asks again whom to hear when somebody leaves on the way", async () => {
    scene.room.moveResult = () => new Promise(() => undefined); // waits for somebody who has left
    scene.connected = {
      ...MOVING,
      destination: { ...DESTINATION, expect: ["agent-a", "agent-b"] },
    };
    scene.news("moving", 2);
    await settle();
    scene.connected = MOVING;
    scene.news("moving", 3);
    await settle(1000);
    expect(scene.room.done).toEqual(["move t1", "expect t1 agent-b"]);
  });

  it("does not miss who leaves while it is asking for the way", async () => {
    scene.room.moveResult = () => new Promise(() => undefined);
    scene.news("moving", 2);
    scene.news("moving", 3);
    scene.news("moving", 4);
    await settle(1000);
    expect(scene.room.done).toEqual(["move t1", "expect t1 agent-b"]);
  });

  it("reports again while the server cannot see us in the destination", async () => {
    scene.refusals = [NOT_YET, NOT_YET, new ApiError(0, "unreachable", "no answer")];
    scene.news("moving", 2);
    await settle(2000);
    expect(scene.reports).toEqual(["moved t1", "moved t1", "moved t1", "moved t1"]);
  });

  it("does not argue when the transfer has gone on meanwhile", async () => {
    scene.refusals = [GONE_ON];
    scene.news("moving", 2);
    await settle(10_000);
    expect(scene.reports).toEqual(["moved t1"]);
  });

  it("stops reporting at the first news that the move is over", async () => {
    scene.refusals = Array.from({ length: 100 }, () => NOT_YET);
    scene.news("moving", 2);
    await settle(300);
    scene.news("introducing", 3);
    await settle();
    const before = scene.reports.length;
    await settle(10_000);
    expect(scene.reports).toHaveLength(before);
  });

  it("ignores news older than what it knows", async () => {
    scene.news("introducing", 5);
    scene.news("moving", 4);
    await settle();
    expect(scene.room.done).toEqual(["finish t1"]);
  });

  it("takes the next transfer of the same call on its own", async () => {
    scene.news("moving", 2);
    await settle();
    scene.news("completed", 4);
    scene.connected = {
      ...MOVING,
      destination: { ...DESTINATION, transfer_id: "t2", room_name: "r3" },
    };
    scene.news("moving", 1, "t2");
    await settle();
    expect(scene.room.done).toEqual(["move t1", "finish t1", "move t2"]);
  });
});

describe("an offer that is not answered yet", () => {
  it("has the destination entered ahead, once", async () => {
    scene.news("offered", 1);
    scene.news("offered", 1);
    await settle();
    scene.news("moving", 2);
    await settle();
    expect(scene.room.done).toEqual(["prepare t1", "move t1"]);
  });

  it("then moves without asking the way", async () => {
    scene.news("offered", 1);
    await settle();
    scene.asked = 0;
    scene.news("moving", 2);
    await settle();
    expect(scene.asked).toBe(0);
    expect(scene.reports).toEqual(["moved t1"]);
  });

  it("finds out who has left since, when a move takes long", async () => {
    scene.connected = {
      ...MOVING,
      destination: { ...DESTINATION, expect: ["agent-a", "agent-b"] },
    };
    scene.news("offered", 1);
    await settle();
    scene.room.moveResult = () => new Promise(() => undefined); // waits for somebody who has left
    scene.connected = MOVING;
    scene.news("moving", 2);
    await settle(1000);
    expect(scene.room.done).toEqual(["prepare t1", "move t1", "expect t1 agent-b"]);
  });

  it("asks the way when what was prepared is lost", async () => {
    scene.news("offered", 1);
    await settle();
    scene.room.prepared = null;
    scene.asked = 0;
    scene.news("moving", 2);
    await settle();
    expect(scene.asked).toBe(1);
    expect(scene.reports).toEqual(["moved t1"]);
  });

  it("prepares nothing where the server gives no destination", async () => {
    scene.connected = { ...MOVING, destination: null };
    scene.news("offered", 1);
    await settle();
    expect(scene.room.done).toEqual([]);
  });

  it("does not come in the way of a move that begins meanwhile, or of an end", async () => {
    scene.news("offered", 1);
    scene.news("moving", 2);
    await settle();
    scene.news("offered", 1, "t2");
    scene.news("declined", 2, "t2");
    await settle();
    expect(scene.room.done).toEqual(["move t1", "abandon t2"]);
  });
});

describe("the target", () => {
  beforeEach(() => {
    scene.connected = {
      call_id: "c1",
      current: { ...ORIGIN, room_name: "room_b" },
      destination: null,
    };
  });

  it("reports once its room is joined, and does not move", async () => {
    scene.room.roomName = null;
    scene.news("moving", 2);
    await settle(500);
    expect(scene.reports).toEqual([]);
    scene.room.enter("room_b");
    await settle();
    expect(scene.reports).toEqual(["moved t1"]);
    expect(scene.room.done).toEqual([]);
  });

  it("reports nothing when the transfer ends before it is there", async () => {
    scene.room.roomName = null;
    scene.news("moving", 2);
    await settle();
    scene.news("reverting", 3);
    scene.room.enter("room_b");
    await settle();
    expect(scene.reports).toEqual([]);
  });
});
