import { audioOutput } from "./audio-output";
import { Cushion } from "./cushion";
import type { Hearing } from "./hearing";
import { Leg, type LegHandlers } from "./leg";
import type { Microphone } from "./microphone";
import { Playback } from "./playback";
import type { RoomConnection } from "./types";

/** The connections of one call: the microphone goes into all of them, and one is heard. */
export class Connections {
  private readonly legs = new Set<Leg>();
  private readonly cushion = new Cushion(this.legs);
  private playback: Playback | null = null;
  private mutedNow = false;

  constructor(
    private readonly mic: Microphone,
    private readonly handlers: LegHandlers,
  ) {}

  get muted(): boolean {
    return this.mutedNow;
  }

  /** The browser holds back what is played until a click. */
  get soundBlocked(): boolean {
    return this.playback !== null && audioOutput.blocked;
  }

  /**
   * With one peer connection for both directions, whoever is to hear somebody new negotiates it, a
   * round trip and more; with two, the server's offer of the new track is all it takes. But the one
   * for what is heard is made only once that may be: `ahead` of that, one is there already.
   */
  open(connection: RoomConnection, ahead = false): Leg {
    this.playback ??= new Playback();
    const leg = new Leg(connection, this.mic, this.playback, this.handlers, this.muted, ahead);
    this.legs.add(leg);
    this.cushion.soften();
    return leg;
  }

  /** Rejects, with the connection closed, when it fails or `signal` aborts meanwhile. */
  async connect(leg: Leg, signal: AbortSignal): Promise<void> {
    const drop = () => this.close(leg);
    signal.addEventListener("abort", drop, { once: true });
    try {
      await leg.connect();
      if (signal.aborted) throw new Error("given up while entering");
    } catch (error) {
      this.close(leg);
      throw error;
    } finally {
      signal.removeEventListener("abort", drop);
    }
  }

  close(leg: Leg | null, laterMs = 0): void {
    if (leg && this.legs.delete(leg)) leg.close(laterMs);
  }

  /** It closed by itself. */
  forget(leg: Leg): void {
    this.legs.delete(leg);
  }

  /**
   * Plays what is to be heard, and closes the microphone where nobody is to hear us. It closes before
   * it opens elsewhere, so that no word gets into the wrong room.
   */
  settle({ heard, isSilent }: Hearing<Leg>): void {
    const silent = [...this.legs].filter(isSilent);
    for (const leg of silent) void leg.setSilent(true).catch(() => undefined); // a lost one is silent
    this.playback?.play(heard?.channel ?? null);
    for (const leg of this.legs) {
      if (!silent.includes(leg)) void leg.setSilent(false).catch(() => undefined);
    }
  }

  /** To be called when what is heard is about to change. */
  soften(): void {
    this.cushion.soften();
  }

  async setMuted(muted: boolean): Promise<void> {
    this.mutedNow = muted;
    await Promise.all([...this.legs].map((leg) => leg.setMuted(muted)));
  }

  /** To be called when what the microphone captures has changed. */
  publishMicrophone(): void {
    for (const leg of this.legs) void leg.publishMicrophone().catch(() => undefined);
  }

  closeAll(): void {
    for (const leg of [...this.legs]) this.close(leg);
    this.cushion.dispose();
    this.playback?.dispose();
    this.playback = null;
  }
}
