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

export type AudioApi = Pick<Api, "calls" | "transfers">;

/** An agent's audio: the one call it is in, and the room that carries it. */
export class CallAudio {
  readonly state = new Store<AudioState>({ status: "out" });

  constructor(
    private readonly api: AudioApi,
    private readonly onPartial: (partial: PartialSegment) => void,
  ) {}

  /** Enters a call, with the connection that came with joining it or with a fresh one. */
  async enter(callId: string, connection?: CallConnection): Promise<void> {
    const before = this.state.get();
    if (before.status !== "out" && before.callId === callId) return;
    this.leave();
    const entering: AudioState = { status: "entering", callId, room: null };
    this.state.set(entering);
    try {
      const [code, { current }] = await Promise.all([
        import("@/lib/room"),
        connection ?? this.api.calls.connection(callId),
      ]);
      if (this.state.get() !== entering) return;
      await this.join(callId, code, current);
    } catch (error) {
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
    await this.enter(before.callId);
  }

  leave(): void {
    const state = this.state.get();
    this.state.set({ status: "out" });
    if (state.status === "in") state.driver.dispose();
    if (state.status === "in" || state.status === "entering") void state.room?.leave();
  }

  private async join(
    callId: string,
    { CallRoom, Microphone }: typeof import("@/lib/room"),
    connection: RoomConnection,
  ): Promise<void> {
    const mic = new Microphone();
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
    // One hears the call also without a microphone; the room's snapshot says what is wrong with it.
    void mic.open().catch(() => undefined);
    await room.join(connection).catch(() => undefined); // the snapshot says how it ended
    if (this.current(callId)) this.state.set({ status: "in", callId, room, mic, driver });
  }

  private current(callId: string): boolean {
    const state = this.state.get();
    return state.status === "entering" && state.callId === callId;
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
