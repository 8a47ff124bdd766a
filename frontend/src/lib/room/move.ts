import { FlowMeter, type RemoteAudio } from "./flow";
import { allows, type MoveEffect, type MoveEvent, step } from "./move-state";
import { type DestinationConnection, MoveError, type MoveFailure, type MoveState } from "./types";

/** One packet of audio is 20 ms long: looking more often would not find more. */
const LISTEN_EVERY_MS = 20;

/** What a move needs of the destination's leg. */
export interface Destination {
  connect(): Promise<void>;
  audio(): readonly RemoteAudio[];
}

/** One attempt to go from the origin to one transfer's destination. */
export class Move<D extends Destination> {
  readonly transferId: string;
  /** Settles once everybody expected is heard in the destination, or it came to nothing. */
  switched: Promise<"switched">;
  private isPaused = false;
  private current: MoveState = "none";
  private readonly meter = new FlowMeter();
  private listening: ReturnType<typeof setInterval> | undefined;
  private timeout: ReturnType<typeof setTimeout> | undefined;
  private connecting: Promise<void> = Promise.resolve();
  private cameToNothing = false;
  private expected: readonly string[];
  private resolve!: (value: "switched") => void;
  private reject!: (error: MoveError) => void;

  constructor(
    target: DestinationConnection,
    readonly destination: D,
    private readonly perform: (effect: MoveEffect, move: Move<D>) => void,
    private readonly onState: () => void,
  ) {
    this.transferId = target.transfer_id;
    this.expected = target.expect;
    this.switched = this.promise();
  }

  get state(): MoveState {
    return this.current;
  }

  /** Under way: neither finished nor failed nor abandoned. */
  get open(): boolean {
    return allows(this.current, "fail");
  }

  /** Whether the destination is what is played. */
  get plays(): boolean {
    return this.current === "switched" && !this.isPaused;
  }

  /** One is back in the origin for a while; the destination is kept, and hears nothing. */
  get paused(): boolean {
    return this.open && this.isPaused;
  }

  /** Failed or abandoned: the same transfer may ask again. */
  get broken(): boolean {
    return this.cameToNothing;
  }

  begin(timeoutMs: number): void {
    this.dispatch("start");
    this.failAfter(timeoutMs);
    this.connecting = this.destination.connect().then(
      () => {
        if (this.current !== "connecting") return;
        this.dispatch("connected");
        this.listening = setInterval(() => this.listen(), LISTEN_EVERY_MS);
        this.listen();
      },
      (error: unknown) => this.fail("connect_failed", error),
    );
  }

  /** Changes whom to hear: one of them has left on the way, say. */
  expect(identities: readonly string[]): void {
    this.expected = identities;
  }

  pause(): void {
    this.isPaused = true;
    this.onState();
  }

  resume(): void {
    this.isPaused = false;
    this.onState();
  }

  /** Waits in the origin once more, for all of these to be heard in the destination. */
  listenFor(identities: readonly string[], timeoutMs: number): Promise<"switched"> {
    this.expected = identities;
    this.isPaused = false;
    if (allows(this.current, "listen")) {
      this.switched = this.promise();
      this.dispatch("listen");
      this.failAfter(timeoutMs);
      this.listening = setInterval(() => this.listen(), LISTEN_EVERY_MS);
    }
    return this.switched;
  }

  /** The server confirmed the move; one still connecting switches as soon as it can. */
  async finish(): Promise<void> {
    if (this.current === "connecting") await this.connecting;
    if (!allows(this.current, "finish")) return;
    this.dispatch("finish");
    this.settle();
    this.resolve("switched");
  }

  abandon(): void {
    if (allows(this.current, "abandon")) this.break("abandon", "abandoned");
  }

  fail(reason: MoveFailure, cause?: unknown): void {
    if (this.open) this.break("fail", reason, cause);
  }

  private listen(): void {
    const heard = this.meter.steady(this.destination.audio(), performance.now());
    if (!this.expected.every((identity) => heard.includes(identity))) return;
    this.settle();
    this.dispatch("heard");
    this.resolve("switched");
  }

  private break(event: "fail" | "abandon", reason: MoveFailure, cause?: unknown): void {
    this.settle();
    this.cameToNothing = true;
    this.dispatch(event);
    this.reject(new MoveError(reason, { cause }));
  }

  private promise(): Promise<"switched"> {
    const switched = new Promise<"switched">((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    switched.catch(() => undefined); // whoever asked for the move has the error
    return switched;
  }

  private failAfter(timeoutMs: number): void {
    this.timeout = setTimeout(() => this.fail("timeout"), timeoutMs);
  }

  private settle(): void {
    clearInterval(this.listening);
    clearTimeout(this.timeout);
  }

  private dispatch(event: MoveEvent): void {
    const { to, effects } = step(this.current, event);
    this.current = to;
    for (const effect of effects) this.perform(effect, this);
    this.onState();
  }
}
