import { capture, MicrophoneError } from "./capture";
import { LevelMeter } from "./level-meter";
import { readMicSettings, writeMicSettings } from "./mic-settings";
import { Store } from "./store";
import type { MicError } from "./types";

export { MicrophoneError } from "./capture";

export interface MicrophoneSnapshot {
  readonly state: "closed" | "opening" | "open" | "failed";
  /** Why there is no microphone. */
  readonly error: MicError;
  /** Why the last change was not made; the microphone from before it goes on. */
  readonly switchError: MicError;
  /** The device in use, which is not the chosen one while that is unplugged. */
  readonly deviceId: string | null;
  readonly processing: boolean;
}

/**
 * The microphone: one captured track, however many rooms it is published in. When its device is
 * unplugged it goes on with another, and when there is none, waits for one.
 */
export class Microphone {
  private readonly store = new Store<MicrophoneSnapshot>({
    state: "closed",
    error: null,
    switchError: null,
    deviceId: null,
    processing: readMicSettings().processing,
  });
  private current: MediaStreamTrack | null = null;
  private meter: LevelMeter | null = null;
  /** Grows with every open and close, so that one overtaken by another does not take effect. */
  private generation = 0;

  readonly subscribe = this.store.subscribe;
  readonly getSnapshot = this.store.get;

  /** The captured track; others take a `clone()` of it. */
  get track(): MediaStreamTrack | null {
    return this.current;
  }

  /**
   * Asks for the microphone, or for another one. What was open stays open until that is, and for
   * good when that fails.
   *
   * @throws MicrophoneError
   */
  async open(deviceId?: string): Promise<void> {
    const settings = readMicSettings();
    if (deviceId !== undefined) settings.deviceId = deviceId || null;
    const generation = ++this.generation;
    this.store.update({ state: "opening", error: null, switchError: null });
    navigator.mediaDevices?.addEventListener("devicechange", this.onDeviceChange);
    try {
      const track = await capture(settings);
      if (generation !== this.generation) return track.stop();
      this.adopt(track);
      this.store.update({ processing: settings.processing });
      if (deviceId !== undefined) writeMicSettings(settings);
    } catch (error) {
      if (generation !== this.generation) return;
      const reason = error instanceof MicrophoneError ? error.reason : "unavailable";
      if (this.current?.readyState === "live") {
        this.store.update({ state: "open", switchError: reason });
      } else {
        this.release();
        this.store.update({ state: "failed", error: reason, deviceId: null });
      }
      throw error;
    }
  }

  /** Microphones to choose from. Their names are empty until one was opened. */
  async devices(): Promise<MediaDeviceInfo[]> {
    if (!navigator.mediaDevices?.enumerateDevices) return [];
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === "audioinput");
  }

  /** Goes over to the microphone `id`, now and from now on; `""` is the system's choice. */
  async select(id: string): Promise<void> {
    if (this.store.get().state !== "closed") return this.open(id);
    writeMicSettings({ ...readMicSettings(), deviceId: id || null });
  }

  /** 0 (silence) to 1 (full scale), logarithmic; also while muted. */
  level(): number {
    return this.meter?.level() ?? 0;
  }

  /** Switches echo cancellation, noise suppression and gain control, now and from now on. */
  async setProcessing(on: boolean): Promise<void> {
    this.keepProcessing(on);
    // A captured track cannot change these in every browser; a new one can.
    if (this.store.get().state === "closed") return;
    try {
      await this.open();
    } catch (error) {
      if (this.current) this.keepProcessing(!on);
      throw error;
    }
  }

  close(): void {
    this.generation++;
    navigator.mediaDevices?.removeEventListener("devicechange", this.onDeviceChange);
    this.release();
    this.store.update({ state: "closed", error: null, switchError: null, deviceId: null });
  }

  private keepProcessing(on: boolean): void {
    writeMicSettings({ ...readMicSettings(), processing: on });
    this.store.update({ processing: on });
  }

  private adopt(track: MediaStreamTrack): void {
    this.release();
    this.current = track;
    this.meter = new LevelMeter(track);
    track.addEventListener("ended", this.recover);
    const deviceId = track.getSettings().deviceId ?? null;
    this.store.update({ state: "open", error: null, deviceId });
  }

  private release(): void {
    this.meter?.close();
    this.meter = null;
    this.current?.removeEventListener("ended", this.recover);
    this.current?.stop();
    this.current = null;
  }

  private readonly recover = (): void => {
    void this.open().catch(() => undefined); // the snapshot has the error
  };

  private readonly onDeviceChange = (): void => {
    if (this.store.get().error === "not_found") this.recover();
  };
}
