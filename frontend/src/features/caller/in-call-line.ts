import { callerApi } from "@/lib/api/caller-client";
import { ApiError } from "@/lib/api/errors";
import { streamUrl } from "@/lib/api/http";
import { keepTrying } from "@/lib/api/keep-trying";
import type { CallerCallView, CallerEventView, RoomConnection } from "@/lib/api/types";
import { EventStream } from "@/lib/events/stream";
import { MoveDriver } from "@/lib/moves";
import { isMutedIn, keepMuted } from "@/lib/muted-call";
import type { CallRoom, Microphone, EndReason as RoomEnd } from "@/lib/room";
import type { PartialSegment } from "@/lib/room/types";

export interface LineListener {
  onCall(call: CallerCallView): void;
  onPartial(partial: PartialSegment): void;
  /** The room was left for good, for a reason that is not ours. */
  onRoomEnded(reason: RoomEnd): void;
}

/**
 * One call's line: its room, its events, and the moves of its transfers. Made when a call is entered,
 * closed when it is left.
 */
export class InCallLine {
  readonly stream: EventStream<CallerEventView>;
  readonly room: CallRoom;
  private readonly driver: MoveDriver;
  private readonly unsubscribe: () => void;
  private version = -1;
  private loading = new AbortController();

  constructor(
    RoomClass: typeof CallRoom,
    mic: Microphone,
    private readonly callId: string,
    private readonly listener: LineListener,
  ) {
    this.room = new RoomClass(
      {
        fetchConnection: () => currentConnection(callId),
        onPartial: (partial) => listener.onPartial(partial),
        onNudge: ({ transfer_id, state, version }) =>
          this.driver.observe({ id: transfer_id, state, version }),
      },
      mic,
    );
    if (isMutedIn(callId)) void this.room.setMuted(true);
    this.driver = new MoveDriver(this.room, {
      connection: () => callerApi.connection(callId),
      moved: callerApi.moved,
      moveFailed: callerApi.moveFailed,
    });
    this.stream = new EventStream<CallerEventView>({
      url: streamUrl("/api/events/caller"),
      onEvent: (event) => this.take(event.call),
      onFresh: () => void this.load(),
    });
    this.unsubscribe = this.room.subscribe(() => {
      const { endedBy } = this.room.getSnapshot();
      if (endedBy && endedBy !== "left") listener.onRoomEnded(endedBy);
    });
  }

  /** Joins the room and listens to events, from `call` on. */
  open(call: CallerCallView, connection: RoomConnection): void {
    // The room reports by its snapshot why it could not be joined.
    this.room.join(connection).catch(() => undefined);
    this.stream.start();
    this.take(call);
  }

  setMuted(muted: boolean): void {
    keepMuted(this.callId, muted);
    void this.room.setMuted(muted);
  }

  close(): void {
    this.unsubscribe();
    this.driver.dispose();
    this.loading.abort();
    this.stream.stop();
    void this.room.leave();
  }

  private take(call: CallerCallView): void {
    if (call.id !== this.callId || call.version <= this.version) return;
    this.version = call.version;
    if (call.transfer) this.driver.observe(call.transfer);
    this.listener.onCall(call);
  }

  private async load(): Promise<void> {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    // Refused, the call is over, which the room says.
    const call = await keepTrying(() => callerApi.get(this.callId), signal).catch(() => null);
    if (call && !signal.aborted) this.take(call);
  }
}

/** Where the caller belongs now; null when the call is over. */
async function currentConnection(callId: string): Promise<RoomConnection | null> {
  try {
    return (await callerApi.connection(callId)).current;
  } catch (error) {
    if (error instanceof ApiError && !error.retryable) return null;
    throw error;
  }
}
