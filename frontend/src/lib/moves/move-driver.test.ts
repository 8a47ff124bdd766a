import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { CallConnection } from "@/lib/api/types";
import { MoveError, type RoomSnapshot } from "@/lib/room/types";
import { MoveDriver } from "./move-driver";
import type { MovingRoom } from "./ports";

const ORIGIN = { room_name: "room_origin", url: "ws://x", token: "t", identity: "caller-1" };
const DESTINATION = {
  ...ORIGIN,
  room_name: "room_destination",
  transfer_id: "t1",
  expect: ["agent-b"],
};
const MOVING: CallConnection = { call_id: "c1", current: ORIGIN, destination: DESTINATION };

/** A room that does what it is told and keeps a list of it. */
class ScriptedRoom implements MovingRoom {
  readonly done: string[] = [];
  roomName: string | null = ORIGIN.room_name;
  moveResult: () => Promise<"switched"> = async () => {
    this.enter(DESTINATION.room_name);
    return "switched";
  };
  private readonly listeners = new Set<() => void>();

  getSnapshot = () => ({ roomName: this.roomName }) as RoomSnapshot;
  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  enter(name: string) {
    this.roomName = name;
    for (const listener of [...this.listeners]) listener();
  }
  prepared: string | null = null;
  prepare = (destination: { transfer_id: string }) => {
    this.prepared = destination.transfer_id;
    this.done.push(`prepare ${destination.transfer_id}`);
  };
  isPrepared = (id: string) => id === this.prepared;
  move = (destination: { transfer_id: string }) => {
    this.done.push(`move ${destination.transfer_id}`);
    return this.moveResult();
  };
  expect = (id: string, identities: readonly string[]) =>
    void this.done.push(`expect ${id} ${identities.join(" ")}`);
  finishMove = async (id: string) => void this.done.push(`finish ${id}`);
  abandonMove = async (id: string) => void this.done.push(`abandon ${id}`);
  follow = ({ room_name }: { room_name: string }) => {
    if (room_name !== this.roomName) this.done.push(`follow to ${room_name}`);
  };
}

const NOT_YET = new ApiError(409, "not_in_destination", "not there yet");
const GONE_ON = new ApiError(409, "transfer_not_moving", "the transfer has gone on");

let room: ScriptedRoom;
let connection: CallConnection;
let reports: string[];
let refusals: ApiError[];
let asked: number;
let driver: MoveDriver;

beforeEach(() => {
  vi.useFakeTimers();
  room = new ScriptedRoom();
  connection = MOVING;
  reports = [];
  refusals = [];
  asked = 0;
  driver = new MoveDriver(room, {
    connection: async () => {
      asked += 1;
      return connection;
    },
    moved: async (id) => {
      reports.push(`moved ${id}`);
      const refusal = refusals.shift();
      if (refusal) throw refusal;
    },
    moveFailed: async (id, reason) => void reports.push(`failed ${id} ${reason}`),
  });
  return () => vi.useRealTimers();
});

const news = (state: string, version: number, id = "t1") => driver.observe({ id, state, version });
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe("a move that works", () => {
  it("moves, reports, and finishes once the server says so", async () => {
    news("moving", 2);
    await settle();
    expect(room.done).toEqual(["move t1"]);
    expect(reports).toEqual(["moved t1"]);
    news("introducing", 3);
    await settle();
    expect(room.done).toEqual(["move t1", "finish t1"]);
  });

  it("moves once, though the event stream and LiveKit both tell of it", async () => {
    news("moving", 2);
    news("moving", 2);
    news("moving", 3); // somebody else has moved
    await settle();
    expect(room.done.filter((done) => done.startsWith("move"))).toEqual(["move t1"]);
  });

  it("asks again whom to hear when somebody leaves on the way", async () => {
    room.moveResult = () => new Promise(() => undefined); // waits for somebody who has left
    connection = { ...MOVING, destination: { ...DESTINATION, expect: ["agent-a", "agent-b"] } };
    news("moving", 2);
    await settle();
    connection = MOVING;
    news("moving", 3);
    await settle(1000);
    expect(room.done).toEqual(["move t1", "expect t1 agent-b"]);
  });

  it("does not miss who leaves while it is asking for the way", async () => {
    room.moveResult = () => new Promise(() => undefined);
    news("moving", 2);
    news("moving", 3);
    news("moving", 4);
    await settle(1000);
    expect(room.done).toEqual(["move t1", "expect t1 agent-b"]);
  });

  it("reports again while the server cannot see us in the destination", async () => {
    refusals = [NOT_YET, NOT_YET, new ApiError(0, "unreachable", "no answer")];
    news("moving", 2);
    await settle(2000);
    expect(reports).toEqual(["moved t1", "moved t1", "moved t1", "moved t1"]);
  });

  it("does not argue when the transfer has gone on meanwhile", async () => {
    refusals = [GONE_ON];
    news("moving", 2);
    await settle(10_000);
    expect(reports).toEqual(["moved t1"]);
  });

  it("stops reporting at the first news that the move is over", async () => {
    refusals = Array.from({ length: 100 }, () => NOT_YET);
    news("moving", 2);
    await settle(300);
    news("introducing", 3);
    await settle();
    const before = reports.length;
    await settle(10_000);
    expect(reports).toHaveLength(before);
  });

  it("ignores news older than what it knows", async () => {
    news("introducing", 5);
    news("moving", 4);
    await settle();
    expect(room.done).toEqual(["finish t1"]);
  });

  it("takes the next transfer of the same call on its own", async () => {
    news("moving", 2);
    await settle();
    news("completed", 4);
    connection = { ...MOVING, destination: { ...DESTINATION, transfer_id: "t2", room_name: "r3" } };
    news("moving", 1, "t2");
    await settle();
    expect(room.done).toEqual(["move t1", "finish t1", "move t2"]);
  });
});

describe("an offer that is not answered yet", () => {
  it("has the destination entered ahead, once", async () => {
    news("offered", 1);
    news("offered", 1);
    await settle();
    news("moving", 2);
    await settle();
    expect(room.done).toEqual(["prepare t1", "move t1"]);
  });

  it("then moves without asking the way", async () => {
    news("offered", 1);
    await settle();
    asked = 0;
    news("moving", 2);
    await settle();
    expect(asked).toBe(0);
    expect(reports).toEqual(["moved t1"]);
  });

  it("finds out who has left since, when a move takes long", async () => {
    connection = { ...MOVING, destination: { ...DESTINATION, expect: ["agent-a", "agent-b"] } };
    news("offered", 1);
    await settle();
    room.moveResult = () => new Promise(() => undefined); // waits for somebody who has left
    connection = MOVING;
    news("moving", 2);
    await settle(1000);
    expect(room.done).toEqual(["prepare t1", "move t1", "expect t1 agent-b"]);
  });

  it("asks the way when what was prepared is lost", async () => {
    news("offered", 1);
    await settle();
    room.prepared = null;
    asked = 0;
    news("moving", 2);
    await settle();
    expect(asked).toBe(1);
    expect(reports).toEqual(["moved t1"]);
  });

  it("prepares nothing where the server gives no destination", async () => {
    connection = { ...MOVING, destination: null };
    news("offered", 1);
    await settle();
    expect(room.done).toEqual([]);
  });

  it("does not come in the way of a move that begins meanwhile, or of an end", async () => {
    news("offered", 1);
    news("moving", 2);
    await settle();
    news("offered", 1, "t2");
    news("declined", 2, "t2");
    await settle();
    expect(room.done).toEqual(["move t1", "abandon t2"]);
  });
});

describe("the target", () => {
  beforeEach(() => {
    connection = { call_id: "c1", current: { ...ORIGIN, room_name: "room_b" }, destination: null };
  });

  it("reports once its room is joined, and does not move", async () => {
    room.roomName = null;
    news("moving", 2);
    await settle(500);
    expect(reports).toEqual([]);
    room.enter("room_b");
    await settle();
    expect(reports).toEqual(["moved t1"]);
    expect(room.done).toEqual([]);
  });

  it("reports nothing when the transfer ends before it is there", async () => {
    room.roomName = null;
    news("moving", 2);
    await settle();
    news("reverting", 3);
    room.enter("room_b");
    await settle();
    expect(reports).toEqual([]);
  });
});

describe("a call that moved without us", () => {
  const THERE: CallConnection = {
    ...MOVING,
    current: { ...ORIGIN, room_name: DESTINATION.room_name },
    destination: null,
  };

  it("is followed when our own move had failed", async () => {
    room.moveResult = async () => {
      throw new MoveError("destination_lost");
    };
    news("moving", 2);
    await settle();
    connection = THERE;
    news("introducing", 3);
    await settle();
    expect(room.done).toEqual(["move t1", "finish t1", "follow to room_destination"]);
  });

  it("is followed when we hear of it only afterwards", async () => {
    connection = THERE;
    news("introducing", 3);
    await settle();
    expect(room.done).toEqual(["finish t1", "follow to room_destination"]);
  });

  it("is not asked for when we are in the destination", async () => {
    news("moving", 2);
    await settle();
    asked = 0;
    news("introducing", 3);
    await settle();
    expect(asked).toBe(0);
  });
});

describe("a move that fails", () => {
  it("says why", async () => {
    room.moveResult = async () => {
      throw new MoveError("timeout");
    };
    news("moving", 2);
    await settle();
    expect(reports).toEqual(["failed t1 timeout"]);
  });

  it("does not call it a failure that the call was left", async () => {
    room.moveResult = async () => {
      throw new MoveError("left");
    };
    news("moving", 2);
    await settle();
    expect(reports).toEqual([]);
  });

  it("asks for the way again while the server does not answer", async () => {
    let down = true;
    const patient = new MoveDriver(room, {
      connection: async () => {
        if (down) throw new ApiError(503, "unavailable", "down");
        return MOVING;
      },
      moved: async (id) => void reports.push(`moved ${id}`),
      moveFailed: async () => undefined,
    });
    patient.observe({ id: "t1", state: "moving", version: 2 });
    await settle(3000);
    expect(room.done).toEqual([]);
    down = false;
    await settle(1000);
    expect(reports).toEqual(["moved t1"]);
  });

  it("goes back when the transfer reverts", async () => {
    news("moving", 2);
    await settle();
    news("reverting", 3);
    news("failed", 4);
    await settle();
    expect(room.done).toEqual(["move t1", "abandon t1", "abandon t1"]);
  });
});

describe("a transfer that ended while we did not hear", () => {
  beforeEach(async () => {
    news("moving", 2);
    await settle();
  });

  it("stays in the destination when the call is there", async () => {
    connection = { ...MOVING, current: { ...ORIGIN, room_name: DESTINATION.room_name } };
    news("cancelled", 9);
    await settle();
    expect(room.done).toEqual(["move t1", "finish t1"]);
  });

  it("asks until the server answers, before it goes either way", async () => {
    const there = { ...MOVING, current: { ...ORIGIN, room_name: DESTINATION.room_name } };
    let down = true;
    driver = new MoveDriver(room, {
      connection: async () => {
        if (!down) return there;
        throw new ApiError(503, "unavailable", "down");
      },
      moved: async () => undefined,
      moveFailed: async () => undefined,
    });
    room.enter(ORIGIN.room_name);
    down = false;
    news("moving", 10);
    await settle();
    down = true;
    news("cancelled", 11);
    await settle(2000);
    expect(room.done).not.toContain("abandon t1");
    down = false;
    await settle(1000);
    expect(room.done.at(-1)).toBe("finish t1");
  });

  it("goes back to the origin when the call never left it", async () => {
    news("cancelled", 9);
    await settle();
    expect(room.done).toEqual(["move t1", "abandon t1"]);
  });

  it("keeps out once disposed", async () => {
    driver.dispose();
    news("moving", 10, "t1");
    await settle();
    expect(room.done).toEqual(["move t1"]);
  });
});
