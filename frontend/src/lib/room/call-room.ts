import { audioOutput } from "./audio-output";
import { Connections } from "./connections";
import { FlowMeter } from "./flow";
import { hearing } from "./hearing";
import type { Leg, LegLoss } from "./leg";
import type { Microphone } from "./microphone";
import { Move } from "./move";
import type { MoveEffect } from "./move-state";
import { Preparation } from "./preparation";
import { untilJoined } from "./rejoin";
import { type Phase, snapshotOf } from "./snapshot";
import { Store } from "./store";
import {
  type CallRoomHooks,
  type DestinationConnection,
  type EndReason,
  JoinError,
  MoveError,
  NOT_JOINED,
  type PreparedConnection,
  type RoomConnection,
  type RoomSnapshot,
} from "./types";

/** How often levels and who is heard are looked at. */
const LOOK_EVERY_MS = 100;

/**
 * At the end of a move a page has much to show. Ending the origin's connections in the same moment
 * takes the processor from the sound; nobody waits for that.
 */
const ORIGIN_ENDS_AFTER_MS = 1000;

/**
 * One's place in a call, whichever room that is in: joins, comes back after a cut, and moves from
 * one room to the next without a hole in the sound. Knows LiveKit and nothing of our API.
 */
export class CallRoom {
  private readonly store = new Store<RoomSnapshot>(NOT_JOINED);
  private readonly meter = new FlowMeter();
  private readonly connections: Connections;
  private phase: Phase = "idle";
  /** The room one is in; during a move, the origin. */
  private home: Leg | null = null;
  private held = false;
  /** The room last entered or on the way into, other than by a move. */
  private entering: string | null = null;
  private underway: Move<Leg> | null = null;
  private readonly prepared = new Preparation<Leg>(
    (destination) => this.connections.open(destination, this.phase === "idle"),
    (leg) => this.connections.close(leg),
  );
  private rejoining: AbortController | null = null;
  private endedBy: EndReason | null = null;
  private cleanUp: (() => void)[] = [];

  readonly subscribe = this.store.subscribe;
  readonly getSnapshot = this.store.get;

  constructor(
    private readonly hooks: CallRoomHooks,
    private readonly mic: Microphone,
  ) {
    this.connections = new Connections(mic, {
      onChange: () => this.show(),
      onLost: (lost, loss) => this.onLost(lost, loss),
      onPartial: (from, partial) => {
        if (from === this.active) this.hooks.onPartial?.(partial);
      },
      onNudge: (nudge) => this.hooks.onNudge?.(nudge),
    });
  }

  /**
   * Joins, and keeps trying where `fetchConnection` says while that may help.
   *
   * @throws JoinError when the call is over, or was left meanwhile
   */
  async join(connection: RoomConnection): Promise<void> {
    if (this.active?.connection.room_name === connection.room_name) return;
    if (this.phase !== "idle") this.closeAll(); // what was prepared before is for this
    this.phase = "joining";
    this.endedBy = null;
    this.watch();
    await this.enterUntilIn("lost", connection);
    if (this.endedBy) throw new JoinError(this.endedBy);
  }

  /**
   * Enters a transfer's destination ahead of a move, or of joining it, that may never come: nothing
   * of it is played. The microphone is in there too, once it is open; `abandonMove` takes it back.
   */
  prepare(destination: PreparedConnection): void {
    if (this.phase !== "idle" && this.phase !== "in") return;
    if (this.underway?.transferId === destination.transfer_id) return;
    this.watch();
    this.connections.soften();
    this.prepared.begin(destination);
  }

  isPrepared(transferId: string): boolean {
    return this.prepared.has(transferId);
  }

  /**
   * Goes to a transfer's destination: the microphone is in both rooms, and the destination is played
   * once everybody expected is heard there. Asking again for the same transfer changes nothing.
   *
   * @throws MoveError the origin is untouched and audible
   */
  move(destination: DestinationConnection, timeoutMs: number): Promise<"switched"> {
    this.connections.soften();
    const before = this.underway;
    if (before?.transferId === destination.transfer_id && !before.broken) return before.switched;
    if (this.phase === "idle" || this.phase === "ended") {
      return Promise.reject(new MoveError("left"));
    }
    // A transfer only begins when the one before is over: its move was confirmed, or it is void.
    if (before?.state === "switched") void before.finish();
    else before?.fail("superseded");
    const move = new Move(
      destination,
      this.prepared.take(destination.room_name) ?? this.connections.open(destination),
      (effect, of) => this.perform(effect, of),
      () => this.show(),
    );
    this.underway = move;
    move.begin(timeoutMs);
    this.settleSound();
    return move.switched;
  }

  /** Goes where the call is now, unless one is there or on the way there: it moved without us. */
  follow(connection: RoomConnection): void {
    if (this.phase === "idle" || this.phase === "ended") return;
    const here = this.active?.connection.room_name ?? this.entering;
    if (here === connection.room_name) return;
    this.join(connection).catch(() => undefined); // the snapshot says how it ended
  }

  /**
   * All of these are to be heard in the destination, where one has been for a while, before it is
   * played again.
   *
   * @throws MoveError the origin is untouched and audible
   */
  listenFor(
    transferId: string,
    identities: readonly string[],
    timeoutMs: number,
  ): Promise<"switched"> {
    const move = this.underway;
    if (move?.transferId !== transferId) return Promise.reject(new MoveError("left"));
    const switched = move.listenFor(identities, timeoutMs);
    this.settleSound();
    return switched;
  }

  /** Changes whom to hear in the destination before it is played. */
  expect(transferId: string, identities: readonly string[]): void {
    if (this.underway?.transferId === transferId) this.underway.expect(identities);
  }

  /** The server confirmed the move: closes the origin. */
  async finishMove(transferId: string): Promise<void> {
    if (this.underway?.transferId === transferId) await this.underway.finish();
  }

  /** The transfer was reverted: plays the origin and leaves the destination. */
  async abandonMove(transferId: string): Promise<void> {
    this.prepared.drop(transferId);
    if (this.underway?.transferId === transferId) this.underway.abandon();
  }

  /** Back to the origin for a while, with the microphone closed in the destination, which is kept. */
  pauseMove(transferId: string): void {
    if (this.underway?.transferId === transferId) this.underway.pause();
    this.settleSound();
  }

  resumeMove(transferId: string): void {
    if (this.underway?.transferId === transferId) this.underway.resume();
    this.settleSound();
  }

  /**
   * Whoever is in the room one is in hears nothing of us, nor we of them. A move's destination is
   * another room, which goes on.
   */
  hold(): void {
    this.setHeld(true);
  }

  resume(): void {
    this.setHeld(false);
  }

  /** Silences or opens the microphone, in every room at once. */
  async setMuted(muted: boolean): Promise<void> {
    const told = this.connections.setMuted(muted);
    this.show();
    await told;
  }

  /** Lets sound out where the browser holds it back; to be called from a click. */
  async startSound(): Promise<void> {
    await audioOutput.resume();
  }

  /** Leaves every room and lets go of the microphone. */
  async leave(): Promise<void> {
    this.end("left");
  }

  /** What is heard now: of a move that is under way, the destination once it is played. */
  private get active(): Leg | null {
    return this.underway?.plays ? this.underway.destination : this.home;
  }

  private setHeld(held: boolean): void {
    this.held = held;
    this.settleSound();
  }

  private perform(effect: MoveEffect, move: Move<Leg>): void {
    this.connections.soften();
    switch (effect) {
      case "play_destination":
        this.rejoining?.abort();
        this.phase = "in";
        // LiveKit rates a new connection only after some seconds.
        if (this.home && move.destination.quality === "unknown") {
          move.destination.quality = this.home.quality;
        }
        break;
      case "play_origin":
        if (!this.home && this.phase !== "ended") void this.enterUntilIn("lost");
        break;
      case "close_origin":
        this.connections.close(this.home, ORIGIN_ENDS_AFTER_MS);
        this.home = move.destination;
        break;
      case "close_destination":
        this.connections.close(move.destination);
        break;
    }
    this.settleSound();
  }

  /** Plays what is to be heard, and closes the microphone where nobody is to hear us. */
  private settleSound(): void {
    this.connections.settle(hearing(this.home, this.underway, this.held));
  }

  /** What is still on its way would hear nothing: its token is from before one belonged there. */
  private enteredAhead(connection: RoomConnection): Leg | null {
    const leg = this.prepared.take(connection.room_name);
    if (!leg || leg.connected) return leg;
    this.connections.close(leg);
    return null;
  }

  private onLost(leg: Leg, loss: LegLoss): void {
    this.connections.forget(leg);
    if (this.prepared.lost(leg)) return;
    if (loss === "duplicate") this.end("duplicate");
    else if (this.underway?.open && leg === this.underway.destination) {
      this.underway.fail("destination_lost");
    } else if (leg === this.home) {
      this.home = null;
      this.settleSound();
      // A move that has been heard is about to be confirmed; from a consult one comes back.
      if (!this.underway?.plays || this.held) void this.enterUntilIn(loss);
    }
    this.show();
  }

  /** Enters where one belongs, however often that takes. */
  private async enterUntilIn(loss: LegLoss, first?: RoomConnection): Promise<void> {
    this.rejoining?.abort();
    const rejoining = new AbortController();
    this.rejoining = rejoining;
    this.show();
    const result = await untilJoined({
      ...(first ? { first } : {}),
      fetchConnection: () => this.hooks.fetchConnection(),
      enter: (connection) => this.enter(connection, rejoining.signal),
      signal: rejoining.signal,
    });
    if (result === "over") this.end(loss === "removed" ? "removed" : "room_closed");
    if (result === "gave_up") this.end("gave_up");
  }

  private async enter(connection: RoomConnection, signal: AbortSignal): Promise<void> {
    this.entering = connection.room_name;
    const { underway } = this;
    if (underway?.open && underway.destination.connection.room_name === connection.room_name) {
      // The server has us in the destination already: so the move is confirmed.
      await underway.finish();
      if (!this.home) throw new Error("the destination was lost");
      return;
    }
    const leg = this.enteredAhead(connection) ?? this.connections.open(connection);
    if (this.held) void leg.setSilent(true); // before the microphone is in there
    await this.connections.connect(leg, signal);
    this.phase = "in";
    this.home = leg;
    this.settleSound();
    this.show();
  }

  private watch(): void {
    if (this.cleanUp.length > 0) return;
    const looking = setInterval(() => this.show(), LOOK_EVERY_MS);
    const onPageHide = () => this.end("left");
    window.addEventListener("pagehide", onPageHide);
    this.cleanUp.push(
      () => clearInterval(looking),
      () => window.removeEventListener("pagehide", onPageHide),
      audioOutput.subscribe(() => this.show()),
      this.mic.subscribe(() => {
        this.connections.publishMicrophone();
        this.show();
      }),
    );
  }

  private end(reason: EndReason): void {
    if (this.phase === "ended") return;
    this.phase = "ended";
    this.endedBy = reason;
    this.closeAll();
    this.mic.close();
    this.show();
  }

  private closeAll(): void {
    this.rejoining?.abort();
    this.underway?.fail("left");
    this.prepared.drop();
    this.connections.closeAll();
    for (const clean of this.cleanUp.splice(0)) clean();
    this.home = this.underway = null;
  }

  private show(): void {
    const { phase, active, connections, mic, meter, endedBy } = this;
    const move = this.underway?.state ?? "none";
    this.store.update(snapshotOf({ phase, active, move, connections, mic, meter, endedBy }));
  }
}
