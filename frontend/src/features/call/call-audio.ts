import type { Api } from "@/lib/api/client";
import { ApiError, errorText } from "@/lib/api/errors";
import { keepTrying } from "@/lib/api/keep-trying";
import type { CallConnection, TransferState } from "@/lib/api/types";
import { MoveDriver, type TransferNews } from "@/lib/moves";
import { isMutedIn, keepMuted } from "@/lib/muted-call";
import type { CallRoom, Microphone, Nudge, PartialSegment, RoomConnection } from "@/lib/room";
import { Store } from "@/lib/store";
import { type Opened, Opening } from "./call-opening";

/**
 * - `out`: in no call
 * - `entering`: on the way in; `room` and `mic` are null while their code is loaded, `problem` says
 *   what keeps it, which is tried again
 * - `in`: entered once. What has become of the connection since is in the room's snapshot
 * - `failed`: could not be entered at all
 */
export type AudioState =
  | { status: "out" }
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

interface Line {
  room: CallRoom;
  mic: Microphone;
  driver: MoveDriver;
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
  private asking: Promise<Admission> | null = null;
  private opening: Opening | null = null;

  constructor(
    private readonly api: AudioApi,
    private readonly onPartial: (partial: PartialSegment) => void,
  ) {}

  /**
   * Enters the call that the answer will give, and opens meanwhile what any call needs. Rejects as
   * the answer does, with the microphone closed again.
   */
  async enterBy<A extends Admission>(asking: Promise<A>): Promise<A> {
    const opening = new Opening();
    this.asking = asking;
    try {
      const answer = await asking;
      void this.enter(answer.call.id, opening, answer.connection);
      return answer;
    } catch (error) {
      opening.end();
      throw error;
    } finally {
      if (this.asking === asking) this.asking = null;
    }
  }

  /** Enters the call that the server has this agent in. */
  async follow(callId: string): Promise<void> {
    // An event may be quicker than the answer that brings a connection.
    await this.asking?.catch(() => undefined);
    const state = this.state.get();
    if (state.status === "out" || state.callId !== callId) {
      await this.enter(callId, new Opening());
    }
  }

  /** Enters the same call anew: after a failure, or to take it back from another window. */
  async enterAgain(): Promise<void> {
    const before = this.state.get();
    if (before.status === "out") return;
    this.leave();
    await this.follow(before.callId);
  }

  /** Silences or opens the microphone in this call, however often it is entered anew. */
  setMuted(muted: boolean): void {
    const state = this.state.get();
    if ((state.status !== "in" && state.status !== "entering") || !state.room) return;
    keepMuted(state.callId, muted);
    void state.room.setMuted(muted);
  }

  leave(): void {
    const state = this.state.get();
    this.state.set({ status: "out" });
    this.opening?.end();
    this.opening = null;
    if (state.status === "in") state.driver.dispose();
    if (state.status === "in" || state.status === "entering") void state.room?.leave();
  }

  private async enter(callId: string, opening: Opening, given?: CallConnection): Promise<void> {
    const before = this.state.get();
    if (before.status !== "out" && before.callId === callId) return opening.end();
    this.leave();
    this.opening = opening;
    const { givenUp } = opening;
    this.state.set({ status: "entering", callId, room: null, mic: null, problem: null });
    try {
      const [line, connection] = await Promise.all([
        opening.opened.then((opened) => this.open(callId, opened, givenUp)),
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
  private open(callId: string, { code, mic }: Opened, givenUp: AbortSignal): Line {
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
    if (isMutedIn(callId)) void room.setMuted(true);
    if (!givenUp.aborted) this.show({ room, mic });
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
