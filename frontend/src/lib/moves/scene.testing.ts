import { vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { CallConnection } from "@/lib/api/types";
import type { RoomSnapshot } from "@/lib/room/types";
import { MoveDriver } from "./move-driver";
import type { MoveApi, MovingRoom } from "./ports";

export const ORIGIN = { room_name: "room_origin", url: "ws://x", token: "t", identity: "caller-1" };
export const DESTINATION = {
  ...ORIGIN,
  room_name: "room_destination",
  transfer_id: "t1",
  expect: ["agent-b"],
};
export const MOVING: CallConnection = {
  call_id: "c1",
  current: ORIGIN,
  destination: DESTINATION,
};

/** A room that does what it is told and keeps a list of it. */
export class ScriptedRoom implements MovingRoom {
  readonly done: string[] = [];
  roomName: string | null = ORIGIN.room_name;
  moveResult: () => Promise<"switched"> = async () => {
    this.enter(DESTINATION.room_name);
    return "switched";
  };
  private readonly listeners = new Set<() => void>();

  private moving: RoomSnapshot["move"] = "none";
  getSnapshot = () => ({ roomName: this.roomName, move: this.moving }) as RoomSnapshot;
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
    this.moving = "switched";
    this.done.push(`move ${destination.transfer_id}`);
    return this.moveResult();
  };
  listenFor = (id: string, identities: readonly string[]) => {
    this.done.push(`listen ${id} for ${identities.join(" ")}`);
    return this.moveResult();
  };
  pauseMove = (id: string) => void this.done.push(`pause ${id}`);
  resumeMove = (id: string) => void this.done.push(`resume ${id}`);
  private held = false;
  hold = () => {
    this.held = true;
    this.done.push("hold");
  };
  /** Told at the end of every transfer, and worth a line only when there was a hold. */
  resume = () => {
    if (this.held) this.done.push("off hold");
    this.held = false;
  };
  moveFails() {
    this.moving = "failed";
    this.enter(ORIGIN.room_name);
  }
  expect = (id: string, identities: readonly string[]) =>
    void this.done.push(`expect ${id} ${identities.join(" ")}`);
  finishMove = async (id: string) => void this.done.push(`finish ${id}`);
  abandonMove = async (id: string) => void this.done.push(`abandon ${id}`);
  follow = ({ room_name }: { room_name: string }) => {
    if (room_name !== this.roomName) this.done.push(`follow to ${room_name}`);
  };
}

/** A driver between such a room and a server that answers what it is told to. */
export class Scene implements MoveApi {
  readonly room = new ScriptedRoom();
  /** What the server says of where one belongs. */
  connected: CallConnection = MOVING;
  asked = 0;
  down = false;
  readonly reports: string[] = [];
  /** What the next reports are answered with. */
  refusals: ApiError[] = [];
  readonly driver = new MoveDriver(this.room, this);

  async connection() {
    this.asked += 1;
    if (this.down) throw new ApiError(503, "unavailable", "down");
    return this.connected;
  }

  async moved(id: string) {
    this.reports.push(`moved ${id}`);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
  }

  async moveFailed(id: string, reason: string) {
    this.reports.push(`failed ${id} ${reason}`);
  }

  news(state: string, version: number, id = "t1") {
    this.driver.observe({ id, state, version });
  }
}

export const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
