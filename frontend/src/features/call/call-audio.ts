import type { Api } from "@/lib/api/client";
import { ApiError, errorText } from "@/lib/api/errors";
import type { CallConnection, TransferState } from "@/lib/api/types";
import { MoveDriver, type TransferNews } from "@/lib/moves";
import type { CallRoom, Microphone, Nudge, PartialSegment, RoomConnection } from "@/lib/room";
import { Store } from "@/lib/store";

/**
 * - `out`: in no call
 * - `entering`: on the way in; `room` is null while its code is loaded
 * - `in`: entered once. What has become of the connection since is in the room's snapshot
 * - `failed`: could not be entered at all
 */
export type AudioState =
  | { status: "out" }
  | { status: "entering"; callId: string; room: CallRoom | null }
  | { status: "in"; callId: string; room: CallRoom; mic: Microphone; driver: MoveDriver }
  | { status: "failed"; callId: string; problem: string };

/** The server's answer that lets an agent into a call. */
interface Admission {
  call: { id: string };
  connection: CallConnection;
}

/** What any call needs, whichever it is. */
interface Opened {
  code: typeof import("@/lib/room");
  mic: Microphone;
}

export type AudioApi = Pick<Api, "calls" | "transfers">;

/** An agent's audio: the one call it is in, and the room that carries it. */
export class CallAudio {
  readonly state = new Store<AudioState>({ status: "out" });
  private asking: Promise<Admission> | null = null;

  constructor(
    private readonly api: AudioApi,
    private readonly onPartial: (partial: PartialSegment) => void,
  ) {}

  /**
   * Enters the call that the answer will give, and opens meanwhile what any call needs: the code and
   * the microphone. Rejects as the answer does, with the microphone closed again.
   */
  async enterBy<A extends Admission>(asking: Promise<A>): Promise<A> {
    const opening = openMicrophone();
    this.asking = asking;
    try {
      const answer = await asking;
      void this.enter(answer.call.id, answer.connection, opening);
      return answer;
    } catch (error) {
      closeMicrophone(opening);
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
    if (state.status === "out" || state.callId !== callId) await this.enter(callId);
  }

  private async enter(
    callId: string,
    connection?: CallConnection,
    opening = openMicrophone(),
  ): Promise<void> {
    const before = this.state.get();
    if (before.status !== "out" && before.callId === callId) return closeMicrophone(opening);
    this.leave();
    const entering: AudioState = { status: "entering", callId, room: null };
    this.state.set(entering);
    try {
      const [opened, { current }] = await Promise.all([
        opening,
        connection ?? this.api.calls.connection(callId),
      ]);
      if (this.state.get() !== entering) return opened.mic.close();
      await this.join(callId, opened, current);
    } catch (error) {
      closeMicrophone(opening);
      if (this.current(callId)) {
        this.state.set({ status: "failed", callId, problem: errorText(error) });
      }
    }
  }

  /** Enters the same call anew: after a failure, or to take it back from another window. */
  async enterAgain(): Promise<void> {
    const before = this.state.get();
    if (before.status === "out") return;
    this.leave();
    await this.follow(before.callId);
  }

  leave(): void {
    const state = this.state.get();
    this.state.set({ status: "out" });
    if (state.status === "in") state.driver.dispose();
    if (state.status === "in" || state.status === "entering") void state.room?.leave();
  }

  private async join(
    callId: string,
    { code: { CallRoom }, mic }: Opened,
    connection: RoomConnection,
  ): Promise<void> {
    const api = {
      connection: () => this.api.calls.connection(callId),
      moved: this.api.transfers.moved,
      moveFailed: this.api.transfers.moveFailed,
    };
    const room = new CallRoom(
      {
        fetchConnection: () => currentRoom(api.connection),
        onPartial: this.onPartial,
        onNudge: (nudge) => driver.observe(newsOf(nudge)),
      },
      mic,
    );
    const driver = new MoveDriver(room, api);
    this.state.set({ status: "entering", callId, room });
    await room.join(connection).catch(() => undefined); // the snapshot says how it ended
    if (this.current(callId)) this.state.set({ status: "in", callId, room, mic, driver });
  }

  private current(callId: string): boolean {
    const state = this.state.get();
    return state.status === "entering" && state.callId === callId;
  }
}

/** Everything that carries a call's sound, which a page does not need before. */
export async function loadRoomCode(): Promise<typeof import("@/lib/room")> {
  const code = await import("@/lib/room");
  await code.loadLiveKit();
  return code;
}

async function openMicrophone(): Promise<Opened> {
  const code = await loadRoomCode();
  const mic = new code.Microphone();
  // One hears the call also without a microphone; the room's snapshot says what is wrong with it.
  void mic.open().catch(() => undefined);
  return { code, mic };
}

function closeMicrophone(opening: Promise<Opened>): void {
  opening.then(({ mic }) => mic.close()).catch(() => undefined); // its code was never loaded
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
