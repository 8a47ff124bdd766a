/** One remote microphone, subscribed to. */
export interface RemoteAudio {
  identity: string;
  trackId: string;
  /** Muted by its owner: LiveKit then sends nothing, and nothing of it is missing. */
  muted: boolean;
  /** Sources whose packets were decoded and played out, not merely received; the newest first. */
  played(): readonly { rtpTimestamp: number }[];
  /** Whether its samples reach the mixer without a break; perfect silence counts as nothing. */
  sounds(): boolean;
}

/**
 * A silent microphone with discontinuous transmission sends a packet every 400 ms; two of them may
 * be lost before its audio counts as interrupted.
 */
const STALE_AFTER_MS = 1300;

/** A microphone that sends perfect silence counts as steady after this long. */
const STEADY_AFTER_MS = 250;

interface Seen {
  firstAt: number;
  changedAt: number;
  rtpTimestamp: number;
}

/**
 * Tells whose audio really flows. Joined is not heard and subscribed is not heard: an identity
 * counts while frames of it are played out (RTCRtpReceiver.getSynchronizationSources, which is
 * synchronous, unlike the statistics).
 */
export class FlowMeter {
  private readonly seen = new Map<string, Seen>();

  /** @param now milliseconds of a monotonic clock */
  flowing(audio: readonly RemoteAudio[], now: number): string[] {
    this.forget(audio);
    return identities(audio.filter((remote) => remote.muted || this.arrives(remote, now)));
  }

  /** Those whose audio also comes out of the mixer without a break: good to switch to. */
  steady(audio: readonly RemoteAudio[], now: number): string[] {
    this.forget(audio);
    return identities(
      audio.filter((remote) => {
        if (remote.muted) return true;
        return (
          this.arrives(remote, now) && (remote.sounds() || this.age(remote, now) >= STEADY_AFTER_MS)
        );
      }),
    );
  }

  private arrives(remote: RemoteAudio, now: number): boolean {
    const newest = remote.played()[0];
    if (!newest) return false;
    const before = this.seen.get(remote.trackId);
    if (before?.rtpTimestamp === newest.rtpTimestamp) {
      return now - before.changedAt < STALE_AFTER_MS;
    }
    const { rtpTimestamp } = newest;
    this.seen.set(remote.trackId, {
      firstAt: before?.firstAt ?? now,
      changedAt: now,
      rtpTimestamp,
    });
    return true;
  }

  private age(remote: RemoteAudio, now: number): number {
    return now - (this.seen.get(remote.trackId)?.firstAt ?? now);
  }

  private forget(audio: readonly RemoteAudio[]): void {
    const here = new Set(audio.map((remote) => remote.trackId));
    for (const trackId of this.seen.keys()) if (!here.has(trackId)) this.seen.delete(trackId);
  }
}

function identities(audio: readonly RemoteAudio[]): string[] {
  return [...new Set(audio.map((remote) => remote.identity))];
}
