import { ApiError } from "@/lib/api/errors";
import type { CallConnection, DestinationConnection } from "@/lib/api/types";
import { confirmMoved } from "./confirm";
import { pause } from "./pause";
import type { MoveApi, MovingRoom, TransferNews } from "./ports";
import { untilIn, untilMoveFails } from "./until-in";

/** Less than the server's own deadline for a move (15 s), so that our reason reaches it. */
const MOVE_TIMEOUT_MS = 12_000;
const ASK_AGAIN_MS = 500;
/** Most moves are over by then, and need not ask whether somebody has left on the way. */
const ASK_WHOM_AFTER_MS = 700;

/** Reasons of the room that are no failure of the move: the transfer or the call is over for us. */
const NO_FAILURE: ReadonlySet<string> = new Set(["superseded", "abandoned", "left"]);

/**
 * - `consulting`: on the way to the target, or with them, or back with the caller for a while
 * - `moving`: on the way to the destination, or there and waiting for the others
 * - `settled`: nothing left to do for this transfer
 */
interface Progress {
  version: number;
  phase: "idle" | "consulting" | "moving" | "settled";
  destination: DestinationConnection | null;
  /** What one does in a consult: goes between target and caller, or only waits for its end. */
  consult: "with_target" | "with_caller" | null;
  /** The caller goes on without us, who stay where we are until then. */
  handsOver: boolean;
  abort: AbortController;
}

/**
 * Takes one participant, caller or agent, through the moves of a call's transfers.
 *
 * Told of each transfer's state by whatever hears of it first; says to the room when to move, finish
 * and go back, and to the server what came of it. News that is old or known changes nothing.
 */
export class MoveDriver {
  private readonly transfers = new Map<string, Progress>();

  constructor(
    private readonly room: MovingRoom,
    private readonly api: MoveApi,
  ) {}

  observe(news: TransferNews): void {
    const progress = this.progressOf(news.id);
    if (news.version <= progress.version) return;
    progress.version = news.version;
    switch (news.state) {
      case "preparing":
        return;
      case "offered":
        void this.prepare(news.id, progress);
        return;
      case "consulting":
      case "consult_paused":
        progress.consult = news.state === "consulting" ? "with_target" : "with_caller";
        if (progress.phase === "idle") void this.consult(news.id, progress);
        else if (progress.destination) this.settleConsult(news.id, progress);
        return;
      case "moving":
        if (progress.phase === "idle") void this.move(news.id, progress);
        else if (progress.phase === "consulting") void this.endConsult(news.id, progress);
        else if (progress.phase === "moving") void this.askWhomToHear(news.id, progress);
        return;
      case "introducing":
      case "completed":
        void this.finish(news.id, progress);
        return;
      case "reverting":
      case "declined":
      case "no_answer":
      case "caller_left":
        void this.abandon(news.id, progress);
        return;
      case "cancelled":
      case "failed":
        void this.settle(news.id, progress);
    }
  }

  /**
   * In a consult: goes to caller or target at once, while the server is still being asked. Gives how
   * to go back should it refuse; later news decides either way.
   */
  turn(id: string, to: "with_target" | "with_caller"): () => void {
    const progress = this.transfers.get(id);
    if (progress?.phase !== "consulting" || !progress.destination) return () => undefined;
    const { consult: before, version } = progress;
    progress.consult = to;
    this.settleConsult(id, progress);
    return () => {
      if (progress.phase !== "consulting" || progress.version !== version) return;
      progress.consult = before;
      this.settleConsult(id, progress);
    };
  }

  /** Stops everything; the room is left as it is. */
  dispose(): void {
    for (const progress of this.transfers.values()) {
      progress.phase = "settled";
      progress.abort.abort();
    }
  }

  private progressOf(id: string): Progress {
    let progress = this.transfers.get(id);
    if (!progress) {
      progress = {
        version: -1,
        phase: "idle",
        destination: null,
        consult: null,
        handsOver: false,
        abort: new AbortController(),
      };
      this.transfers.set(id, progress);
    }
    return progress;
  }

  /** The target is being asked: enters the destination meanwhile, where the server gives one. */
  private async prepare(id: string, progress: Progress): Promise<void> {
    const connection = await this.api.connection().catch(() => null); // the move itself asks again
    if (progress.phase !== "idle" || connection?.destination?.transfer_id !== id) return;
    progress.destination = connection.destination;
    this.room.prepare(connection.destination);
  }

  /**
   * A consult has begun. Whoever started it goes to the target and comes back; the target is there
   * and waits. Enters again when the connection is lost, for as long as the consult goes on.
   */
  private async consult(id: string, progress: Progress): Promise<void> {
    progress.phase = "consulting";
    const { signal } = progress.abort;
    let onTheWay = progress.destination !== null && this.room.isPrepared(id);
    do {
      if (!onTheWay && !(await this.askTheWay(id, progress))) return;
      if (signal.aborted) return;
      if (progress.destination) {
        const entering = this.enter(progress.destination, signal);
        this.settleConsult(id, progress);
        if (!(await entering)) return;
      }
      if ((await confirmMoved(() => this.api.moved(id), signal)) !== "confirmed") return;
      onTheWay = false;
    } while (await untilMoveFails(this.room, signal));
  }

  /** Hears and is heard by the target or by the caller, never by both. */
  private settleConsult(id: string, { consult }: Progress): void {
    if (consult === "with_target") {
      this.room.hold();
      this.room.resumeMove(id);
    } else {
      this.room.pauseMove(id);
      this.room.resume();
    }
  }

  /** The consult ends with a move: of the caller alone, or of whoever started it too. */
  private async endConsult(id: string, progress: Progress): Promise<void> {
    this.restart(progress, "moving");
    const { signal } = progress.abort;
    const connection = await this.askUntilAnswered(signal);
    if (!connection || signal.aborted) return;
    const { destination } = connection;
    progress.handsOver = progress.destination !== null && destination?.transfer_id !== id;
    if (destination?.transfer_id !== id) return;
    progress.destination = destination;
    const arriving =
      progress.consult === "with_caller"
        ? this.settled(
            destination,
            this.room.listenFor(id, destination.expect, MOVE_TIMEOUT_MS),
            signal,
          )
        : this.enter(destination, signal);
    if (await arriving) await confirmMoved(() => this.api.moved(id), signal);
  }

  private async move(id: string, progress: Progress): Promise<void> {
    progress.phase = "moving";
    const { signal } = progress.abort;
    if (progress.destination && this.room.isPrepared(id)) {
      void this.askWhomToHear(id, progress); // somebody may have left since it was prepared
    } else if (!(await this.askTheWay(id, progress))) {
      return;
    }
    if (progress.destination && !(await this.enter(progress.destination, signal))) return;
    await confirmMoved(() => this.api.moved(id), signal);
  }

  /**
   * Asks for the destination. Without one, where we belong is the destination (we are the target,
   * say): waits until we are there. False when it came to nothing.
   */
  private async askTheWay(id: string, progress: Progress): Promise<boolean> {
    const { signal } = progress.abort;
    const connection = await this.askUntilAnswered(signal);
    if (!connection || signal.aborted) return false;
    const { current, destination } = connection;
    progress.destination = destination?.transfer_id === id ? destination : null;
    return progress.destination !== null || untilIn(this.room, current.room_name, signal);
  }

  /** Somebody has moved, or has left on the way and need not be waited for. */
  private async askWhomToHear(id: string, progress: Progress): Promise<void> {
    const { version, abort } = progress;
    await pause(ASK_WHOM_AFTER_MS, abort.signal);
    const { destination } = progress;
    const superseded = abort.signal.aborted || progress.version !== version; // a later one asks
    if (superseded || this.room.getSnapshot().roomName === destination?.room_name) return;
    const now = await this.askUntilAnswered(abort.signal);
    if (now?.destination?.transfer_id === id) this.room.expect(id, now.destination.expect);
  }

  /** Whether we are in the destination now. */
  private async enter(destination: DestinationConnection, signal: AbortSignal): Promise<boolean> {
    if (this.room.getSnapshot().roomName === destination.room_name) return true;
    return this.settled(destination, this.room.move(destination, MOVE_TIMEOUT_MS), signal);
  }

  private async settled(
    destination: DestinationConnection,
    arriving: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await arriving;
      return true;
    } catch (error) {
      const reason = (error as { reason?: string }).reason ?? "unknown";
      if (signal.aborted || NO_FAILURE.has(reason)) return false;
      // When this report is lost too, the server's own deadline takes the transfer back.
      await this.api.moveFailed(destination.transfer_id, reason).catch(() => undefined);
      return false;
    }
  }

  private async finish(id: string, progress: Progress): Promise<void> {
    const over = this.stop(progress);
    if (progress.handsOver) return;
    await this.room.finishMove(id);
    this.room.resume();
    const { roomName } = this.room.getSnapshot();
    if (roomName !== null && roomName === progress.destination?.room_name) return;
    // The call went on without us, who were reloading or cut off just then: follows it.
    const now = await this.askUntilAnswered(over);
    if (now) this.room.follow(now.current);
  }

  private async abandon(id: string, progress: Progress): Promise<void> {
    this.stop(progress);
    this.room.resume();
    await this.room.abandonMove(id);
  }

  /**
   * The transfer ended, and news is missing that would tell whether the call had gone over to the
   * destination by then: asks the server where we belong.
   */
  private async settle(id: string, progress: Progress): Promise<void> {
    const { phase, destination } = progress;
    const over = this.stop(progress);
    this.room.resume();
    if (phase !== "moving" || !destination) return this.room.abandonMove(id);
    const connection = await this.askUntilAnswered(over);
    if (connection?.current.room_name === destination.room_name) await this.room.finishMove(id);
    else await this.room.abandonMove(id);
  }

  /** Ends what is under way. The signal given is for what is still to be done; `dispose` aborts it. */
  private stop(progress: Progress): AbortSignal {
    this.restart(progress, "settled");
    return progress.abort.signal;
  }

  private restart(progress: Progress, phase: Progress["phase"]): void {
    progress.phase = phase;
    progress.abort.abort();
    progress.abort = new AbortController();
  }

  private async askUntilAnswered(signal: AbortSignal): Promise<CallConnection | null> {
    while (!signal.aborted) {
      try {
        return await this.api.connection();
      } catch (error) {
        if (!(error instanceof ApiError) || !error.retryable) return null;
      }
      await pause(ASK_AGAIN_MS, signal);
    }
    return null;
  }
}
