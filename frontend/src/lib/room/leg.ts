import type { DisconnectReason, ReconnectContext, Room } from "livekit-client";
import { CUSHION_MS } from "./cushion";
import type { RemoteAudio } from "./flow";
import { type LiveKit, loadLiveKit } from "./livekit";
import type { Microphone } from "./microphone";
import type { Channel, Playback } from "./playback";
import { PublishedMic } from "./published-mic";
import { readNudge, readPartial, TRANSCRIPTION_TOPIC } from "./room-messages";
import type { Nudge, PartialSegment, Quality, RoomConnection } from "./types";

/** How a leg ended, other than by `close`. */
export type LegLoss = "duplicate" | "removed" | "room_closed" | "lost";

export interface LegHandlers {
  /** Something to show changed: `connected`, `quality`, `speaking`. */
  onChange(leg: Leg): void;
  onLost(leg: Leg, loss: LegLoss): void;
  onPartial(leg: Leg, partial: PartialSegment): void;
  onNudge(nudge: Nudge): void;
}

const WEBSOCKET_TIMEOUT_MS = 5000;
const MEDIA_TIMEOUT_MS = 8000;

/** The SDK mends a short cut by itself; after this long the server is asked where one belongs. */
const SDK_RETRIES_MS = 8000;
const SDK_RETRY_DELAYS_MS = [0, 300, 700, 1000];

/** One connection to one LiveKit room: the microphone goes in, and its sound comes to a channel. */
export class Leg {
  readonly channel: Channel;
  quality: Quality = "unknown";
  speaking: readonly string[] = [];
  connected = false;
  private room: Room | null = null;
  private published: PublishedMic | null = null;
  /** Entered once; from then on its loss is told, and before it `connect` rejects. */
  private entered = false;
  private closed = false;
  private cushioned = false;
  private silent = false;
  private connecting: Promise<void> | undefined;

  constructor(
    readonly connection: RoomConnection,
    private readonly mic: Microphone,
    private readonly playback: Playback,
    private readonly handlers: LegHandlers,
    private muted: boolean,
    private readonly onePeerConnection = false,
  ) {
    this.channel = playback.open();
  }

  /**
   * Enters the room and publishes the microphone, both at once; asked again, tells of the same
   * attempt. Rejects when closed meanwhile.
   */
  connect(): Promise<void> {
    this.connecting ??= this.enter();
    return this.connecting;
  }

  private async enter(): Promise<void> {
    const livekit = await loadLiveKit();
    if (this.closed) throw new Error("closed while connecting");
    const room = new livekit.Room({
      singlePeerConnection: this.onePeerConnection,
      disconnectOnPageLeave: false, // its `beforeunload` also fires when the person then stays
      reconnectPolicy: { nextRetryDelayInMs: sdkRetryDelay },
    });
    this.room = room;
    this.published = new PublishedMic(livekit, room, this.muted || this.silent);
    this.listen(livekit, room);
    try {
      await Promise.all([
        this.publishOnceSignalled(livekit, room),
        room.connect(this.connection.url, this.connection.token, {
          websocketTimeout: WEBSOCKET_TIMEOUT_MS,
          peerConnectionTimeout: MEDIA_TIMEOUT_MS,
          maxRetries: 0,
        }),
      ]);
    } catch (error) {
      this.close();
      throw error;
    }
    if (this.closed) throw new Error("closed while connecting");
    this.entered = true;
    this.setConnected(true);
  }

  async setMuted(muted: boolean): Promise<void> {
    this.muted = muted;
    await this.tellMuted();
  }

  /** Closes the microphone in this room alone, whatever it is in the others, or gives it back. */
  async setSilent(silent: boolean): Promise<void> {
    if (silent === this.silent) return;
    this.silent = silent;
    await this.tellMuted();
  }

  /** Publishes what the microphone captures now; to be called when that may have changed. */
  async publishMicrophone(): Promise<void> {
    if (this.entered && this.mic.track) await this.published?.use(this.mic.track);
  }

  /** Keeps sound for a little longer before it is played, or plays it as early as it can. */
  cushion(on: boolean): void {
    this.cushioned = on;
    for (const participant of this.room?.remoteParticipants.values() ?? []) {
      for (const { track } of participant.audioTrackPublications.values()) {
        if (track) this.delay(track.receiver);
      }
    }
  }

  audio(): RemoteAudio[] {
    const audio: RemoteAudio[] = [];
    for (const participant of this.room?.remoteParticipants.values() ?? []) {
      for (const publication of participant.audioTrackPublications.values()) {
        const track = publication.track;
        if (!track) continue;
        audio.push({
          identity: participant.identity,
          trackId: publication.trackSid,
          muted: publication.isMuted,
          played: () => track.receiver?.getSynchronizationSources() ?? [],
          sounds: () => this.channel.sounds(publication.trackSid),
        });
      }
    }
    return audio;
  }

  /**
   * Leaves the room. The microphone goes on elsewhere. From now on nothing is heard or said here; the
   * connections themselves may end `laterMs` later.
   */
  close(laterMs = 0): void {
    if (this.closed) return;
    this.closed = true;
    this.connected = false;
    this.published?.close();
    this.playback.close(this.channel);
    const disconnect = () => void this.room?.disconnect().catch(() => undefined); // left either way
    if (laterMs > 0) setTimeout(disconnect, laterMs);
    else disconnect();
  }

  private async tellMuted(): Promise<void> {
    await this.published?.setMuted(this.muted || this.silent);
  }

  /** The permission to publish comes with the join response; waiting for media would cost time. */
  private async publishOnceSignalled(livekit: LiveKit, room: Room): Promise<void> {
    await new Promise<void>((resolve) => {
      room.once(livekit.RoomEvent.SignalConnected, resolve);
      room.once(livekit.RoomEvent.Disconnected, () => resolve());
    });
    if (!this.closed && this.mic.track) await this.published?.use(this.mic.track);
  }

  private listen(livekit: LiveKit, room: Room): void {
    const { RoomEvent, Track } = livekit;
    room
      .on(RoomEvent.TrackSubscribed, (track, publication) => {
        if (track.kind !== Track.Kind.Audio || this.closed) return;
        this.delay(track.receiver);
        this.channel.add(publication.trackSid, track.mediaStreamTrack);
      })
      .on(RoomEvent.TrackUnsubscribed, (_track, publication) => {
        this.channel.remove(publication.trackSid);
      })
      .on(RoomEvent.SignalReconnecting, () => this.setConnected(false))
      .on(RoomEvent.Reconnecting, () => this.setConnected(false))
      .on(RoomEvent.Reconnected, () => this.setConnected(true))
      .on(RoomEvent.ConnectionQualityChanged, (quality, participant) => {
        if (!participant.isLocal) return;
        this.quality = quality;
        this.handlers.onChange(this);
      })
      .on(RoomEvent.ActiveSpeakersChanged, (speakers) => {
        this.speaking = speakers.map((speaker) => speaker.identity);
        this.handlers.onChange(this);
      })
      .on(RoomEvent.DataReceived, (payload, sender, _kind, topic) => {
        const nudge = readNudge(topic, sender !== undefined, payload);
        if (nudge && !this.closed) this.handlers.onNudge(nudge);
      })
      .on(RoomEvent.Disconnected, (reason) => {
        const lost = this.entered && !this.closed;
        this.close();
        if (lost) this.handlers.onLost(this, lossOf(livekit, reason));
      });
    room.registerTextStreamHandler(TRANSCRIPTION_TOPIC, async (reader) => {
      const { attributes } = reader.info;
      const text = await reader.readAll().catch(() => null); // cut off with the connection
      const partial = text === null ? null : readPartial(attributes ?? {}, text);
      if (partial && !this.closed) this.handlers.onPartial(this, partial);
    });
  }

  /** Browsers that cannot be told (Safari) decide by themselves. */
  private delay(receiver: RTCRtpReceiver | undefined): void {
    if (receiver) receiver.jitterBufferTarget = this.cushioned ? CUSHION_MS : null;
  }

  private setConnected(connected: boolean): void {
    this.connected = connected;
    if (connected) void this.publishMicrophone().catch(() => undefined); // a lost room is told apart
    this.handlers.onChange(this);
  }
}

function sdkRetryDelay({ retryCount, elapsedMs }: ReconnectContext): number | null {
  if (elapsedMs > SDK_RETRIES_MS) return null;
  return SDK_RETRY_DELAYS_MS[retryCount] ?? SDK_RETRY_DELAYS_MS.at(-1) ?? 0;
}

function lossOf({ DisconnectReason }: LiveKit, reason: DisconnectReason | undefined): LegLoss {
  switch (reason) {
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "duplicate";
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "removed";
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return "room_closed";
    default:
      return "lost";
  }
}
