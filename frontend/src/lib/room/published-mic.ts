import type { LocalAudioTrack, Room } from "livekit-client";
import type { LiveKit } from "./livekit";

/**
 * The microphone as published in one room. It is a clone: rooms do not take each other's track away,
 * and a room that stops its tracks stops the clone alone.
 */
export class PublishedMic {
  private local: LocalAudioTrack | null = null;
  private source: MediaStreamTrack | null = null;
  private muted: boolean;
  /** Changes wait for one another: a track is published, replaced, muted one at a time. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly livekit: LiveKit,
    private readonly room: Room,
    muted: boolean,
  ) {
    this.muted = muted;
  }

  /** Publishes `track`, or puts it in the place of what is published. */
  async use(track: MediaStreamTrack): Promise<void> {
    if (track === this.source) return;
    this.source = track;
    try {
      await this.enqueue(() => this.put(track.clone()));
    } catch (error) {
      this.source = null; // so that it can be tried again
      throw error;
    }
  }

  /** Silence at once; then the others are told. */
  async setMuted(muted: boolean): Promise<void> {
    this.muted = muted;
    if (this.local) this.local.mediaStreamTrack.enabled = !muted;
    return this.enqueue(() => this.tellMuted());
  }

  close(): void {
    this.local?.mediaStreamTrack.stop();
  }

  private async put(clone: MediaStreamTrack): Promise<void> {
    clone.enabled = !this.muted;
    if (!this.local) return this.publish(clone);
    const old = this.local.mediaStreamTrack;
    await this.local.replaceTrack(clone, true);
    old.stop();
    await this.tellMuted(); // the SDK mutes a track whose device was unplugged
  }

  private async publish(clone: MediaStreamTrack): Promise<void> {
    const { LocalAudioTrack, Track } = this.livekit;
    const local = new LocalAudioTrack(clone, undefined, true);
    this.local = local;
    local.source = Track.Source.Microphone;
    if (this.muted) await local.mute();
    await this.room.localParticipant.publishTrack(local, {
      source: Track.Source.Microphone,
      // Redundant packets: a lost one is not heard.
      red: true,
      // Without DTX a silent microphone still sends, so that its first packet, which a move waits
      // for, arrives within 20 ms instead of 400.
      dtx: false,
    });
    await this.tellMuted();
  }

  private async tellMuted(): Promise<void> {
    if (!this.local) return;
    await (this.muted ? this.local.mute() : this.local.unmute());
  }

  private enqueue(change: () => Promise<void>): Promise<void> {
    const done = this.queue.then(change);
    this.queue = done.catch(() => undefined); // the caller has the error
    return done;
  }
}
