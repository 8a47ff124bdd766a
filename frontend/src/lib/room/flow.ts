/** One remote microphone, subscribed to. */
export interface RemoteAudio {
  identity: string;
  trackId: string;
  /** Muted by its owner: LiveKit then sends nothing, and nothing of it is missing. */
  muted: boolean;
  /** Sources whose packets were decoded and played out, not merely received. */
  played(): readonly { source: number; rtpTimestamp: number }[];
}

/**
 * A silent microphone with discontinuous transmission sends a packet every 400 ms; two of them may
 * be lost before its audio counts as interrupted.
 */
const STALE_AFTER_MS = 1300;

interface Seen {
  rtpTimestamp: number;
  changedAt: number;
}

/**
 * Tells whose audio really flows. Joined is not heard and subscribed is not heard: an identity
 * counts once a frame of it was played out (RTCRtpReceiver.getSynchronizationSources, which is
 * synchronous, unlike the statistics) and goes on to be.
 */
export class FlowMeter {
  private readonly seen = new Map<string, Seen>();

  /** @param now milliseconds of a monotonic clock */
  flowing(audio: readonly RemoteAudio[], now: number): Set<string> {
    const flowing = new Set<string>();
    const current = new Set<string>();
    for (const remote of audio) {
      current.add(remote.trackId);
      if (this.arrives(remote, now) || remote.muted) flowing.add(remote.identity);
    }
    for (const trackId of this.seen.keys()) if (!current.has(trackId)) this.seen.delete(trackId);
    return flowing;
  }

  private arrives(remote: RemoteAudio, now: number): boolean {
    const newest = remote.played()[0];
    if (!newest) return false;
    const before = this.seen.get(remote.trackId);
    if (before && before.rtpTimestamp === newest.rtpTimestamp) {
      return now - before.changedAt < STALE_AFTER_MS;
    }
    this.seen.set(remote.trackId, { rtpTimestamp: newest.rtpTimestamp, changedAt: now });
    return true;
  }
}
