import type { Api } from "@/lib/api/client";
import { ApiError, errorText } from "@/lib/api/errors";
import { keepTrying } from "@/lib/api/keep-trying";
import type { CallConnection, TransferState } from "@/lib/api/types";
import { MoveDriver, type TransferNews } from "@/lib/moves";
import { pause } from "@/lib/moves/pause";
import { isMutedIn, keepMuted } from "@/lib/muted-call";
import type { CallRoom, Microphone, Nudge, PartialSegment, RoomConnection } from "@/lib/room";
import { Store } from "@/lib/store";
import { type Line, type Opened, Opening } from "./call-opening";
import type { Elsewhere } from "./sound-elsewhere";
import type { SoundTab } from "./sound-tab";

/**
 * How long it rings before the call's next room is entered ahead. The caller and the other agent
 * make their connections first; all at once would take the processor from the sound.
 */
export const AHEAD_AFTER_MS = 500;

/**
 * - `out`: in no call
 * - `elsewhere`: in a call, with its sound in another tab of this browser, or on another device
 * - `entering`: on the way in; `room` and `mic` are null while their code is loaded, `problem` says
 *   what keeps it, which is tried again
 * - `in`: entered once. What has become of the connection since is in the room's snapshot
 * - `failed`: could not be entered at all
 */
export type AudioState =
  | { status: "out" }
  | { status: "elsewhere"; callId: string; where: Elsewhere }
  | Entering
  | ({ status: "in"; callId: string } & Line)
  | { status: "failed"; callId: string; problem: string };

interface Entering {
  status: "entering";
  callId: string;
  room: CallRoom | null;
  mic: Microphone | null;
  problem: string | null;
}

/** The server's answer that lets an agent into a call. */
interface Admission {
  call: { id: string };
  connection: CallConnection;
}

export type AudioApi = Pick<Api, "calls" | "transfers">;

/** An agent's audio: the one call it is in, and the room that carries it. */
export class CallAudio {
  readonly state = new Store<AudioState>({ status: "out" });
  private asking: { admitted: Promise<unknown>; opening: Opening } | null = null;
  /** The agent was seen in no call, and none has been asked for here since. */
  private resting = false;
  private opening: Opening | null = null;
  /** What is ready for an offer that has not been answered. */
  private ahead: { transferId: string; opening: Opening } | null = null;

  constructor(
    private readonly api: AudioApi,
    private readonly onPartial: (partial: PartialSegment) => void,
    readonly sound: SoundTab,
  ) {}

  /**
   * A call rings here: enters its next room ahead, with the microphone closed and nothing to hear,
   * so that accepting has to wait for no connection. What cannot be done ahead is done then.
   */
  ring(transfer: { id: string; call_id: string }): void {
    if (this.state.get().status !== "out" || this.asking) return;
    if (this.ahead?.transferId === transfer.id) return;
    this.stopRinging();
    const opening = new Opening();
    this.ahead = { transferId: transfer.id, opening };
    void this.enterAhead(transfer, opening).catch(() => undefined);
  }

  stopRinging(): void {
    this.ahead?.opening.end();
    this.ahead = null;
  }

  /**
   * Enters the call that the answer will give, in this tab, and opens meanwhile what any call needs;
   * `transferId` is the offer it accepts. Rejects as the answer does, with the microphone closed again.
   */
  async enterBy<A extends Admission>(answer: Promise<A>, transferId?: string): Promise<A> {
    const opening = this.takeAhead(transferId) ?? new Opening();
    opening.openMicrophone();
    const admitted = Promise.all([answer, this.sound.take()]);
    const asking = { admitted, opening };
    this.asking = asking;
    const before = this.resting;
    this.resting = false;
    try {
      const [admission] = await admitted;
      if (!opening.givenUp.aborted) {
        void this.enter(admission.call.id, opening, admission.connection);
      }
      return admission;
    } catch (error) {
      opening.end();
      // Of an answer that was lost, an event may still tell.
      if (error instanceof ApiError && !error.retryable) this.resting = before;
      throw error;
    } finally {
      if (this.asking === asking) this.asking = null;
    }
  }

  /** The server has this agent in no call: they come into the next one by a click, here or elsewhere. */
  rest(): void {
    if (!this.asking) this.resting = true;
  }

  /** Enters the call that the server has this agent in, unless that was asked for on another device. */
  async follow(callId: string): Promise<void> {
    // An event may be quicker than the answer that brings a connection.
    await this.asking?.admitted.catch(() => undefined);
    if (this.sound.place.get() === "elsewhere") return;
    if (this.isInto(callId)) return;
    if (this.resting) return this.stayOut(callId, "device");
    const opening = new Opening();
    opening.openMicrophone();
    await this.enter(callId, opening);
  }

  /** The sound is elsewhere: leaves every room, and enters none, not even one it is on the way into. */
  stayOut(callId: string | null, where: Elsewhere = "tab"): void {
    this.stopRinging();
    this.asking?.opening.end();
    this.leave();
    if (!callId) return;
    this.resting = false;
    this.state.set({ status: "elsewhere", callId, where });
  }

  /** Enters the same call anew in this tab: after a failure, or to take its sound from elsewhere. */
  async enterAgain(): Promise<void> {
    const before = this.state.get();
    if (before.status === "out") return;
    await this.sound.take();
    if (before.status !== "elsewhere") this.leave();
    await this.follow(before.callId);
  }

  /** Silences or opens the microphone in this call, however often it is entered anew. */
  setMuted(muted: boolean): void {
    const state = this.state.get();
    if ((state.status !== "in" && state.status !== "entering") || !state.room) return;
    keepMuted(state.callId, muted, this.sound.agentId);
    void state.room.setMuted(muted);
  }

  /** In a consult: to the caller or to the target, before the server has said so. Gives the way back. */
  turn(transferId: string, to: "with_target" | "with_caller"): () => void {
    const state = this.state.get();
    return state.status === "in" ? state.driver.turn(transferId, to) : () => undefined;
  }

  leave(): void {
    this.state.set({ status: "out" });
    this.opening?.end();
    this.opening = null;
  }

  private async enterAhead(
    { id, call_id }: { id: string; call_id: string },
    opening: Opening,
  ): Promise<void> {
    await pause(AHEAD_AFTER_MS, opening.givenUp);
    const unanswered = () => this.ahead?.opening === opening;
    if (!unanswered()) return;
    const [line, connection] = await Promise.all([
      opening.line((opened) => this.makeLine(call_id, opened)),
      this.api.transfers.connection(id),
    ]);
    if (unanswered()) line.room.prepare({ ...connection, transfer_id: id });
  }

  /** Whether it is in this call, on the way there, or has failed to enter it. */
  private isInto(callId: string): boolean {
    const state = this.state.get();
    return state.status !== "out" && state.status !== "elsewhere" && state.callId === callId;
  }

  private takeAhead(transferId: string | undefined): Opening | null {
    if (!this.ahead || this.ahead.transferId !== transferId) return null;
    const { opening } = this.ahead;
    this.ahead = null;
    return opening;
  }

  private async enter(callId: string, opening: Opening, given?: CallConnection): Promise<void> {
    if (this.isInto(callId)) return opening.end();
    this.leave();
    this.opening = opening;
    const { givenUp } = opening;
    this.state.set({ status: "entering", callId, room: null, mic: null, problem: null });
    try {
      const [line, connection] = await Promise.all([
        this.open(callId, opening),
        given ?? this.askForConnection(callId, givenUp),
      ]);
      if (givenUp.aborted || !connection) return;
      this.show({ problem: null });
      await line.room.join(connection.current).catch(() => undefined); // the snapshot says how it ended
      if (!givenUp.aborted) this.state.set({ status: "in", callId, ...line });
    } catch (error) {
      if (givenUp.aborted) return;
      this.leave();
      this.state.set({ status: "failed", callId, problem: errorText(error) });
    }
  }

  /** The room before it is joined: it can be muted already. */
  private async open(callId: string, opening: Opening): Promise<Line> {
    const line = await opening.line((opened) => this.makeLine(callId, opened));
    if (isMutedIn(callId, this.sound.agentId)) void line.room.setMuted(true);
    if (!opening.givenUp.aborted) this.show({ room: line.room, mic: line.mic });
    return line;
  }

  private makeLine(callId: string, { code, mic }: Opened): Line {
    const api = {
      connection: () => this.api.calls.connection(callId),
      moved: this.api.transfers.moved,
      moveFailed: this.api.transfers.moveFailed,
    };
    const room = new code.CallRoom(
      {
        fetchConnection: () => currentRoom(api.connection),
        onPartial: this.onPartial,
        onNudge: (nudge) => driver.observe(newsOf(nudge)),
      },
      mic,
    );
    const driver = new MoveDriver(room, api);
    return { room, mic, driver };
  }

  private askForConnection(callId: string, givenUp: AbortSignal): Promise<CallConnection | null> {
    return keepTrying(
      () => this.api.calls.connection(callId),
      givenUp,
      (error) => this.show({ problem: errorText(error) }),
    );
  }

  private show(change: Partial<Pick<Entering, "room" | "mic" | "problem">>): void {
    const state = this.state.get();
    if (state.status === "entering") this.state.set({ ...state, ...change });
  }
}

function newsOf({ transfer_id, state, version }: Nudge): TransferNews {
  return { id: transfer_id, state: state as TransferState, version };
}

/** Where one belongs now; null when the call is over or one is no longer in it. */
async function currentRoom(ask: () => Promise<CallConnection>): Promise<RoomConnection | null> {
  try {
    return (await ask()).current;
  } catch (error) {
    if (error instanceof ApiError && !error.retryable && error.status !== 401) return null;
    throw error;
  }
}
