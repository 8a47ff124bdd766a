import { Store } from "./store";

/** How long a context may take to start by itself before a click is asked for. */
const START_GRACE_MS = 500;

/**
 * Seconds of sound the browser works ahead. Its least, 10 ms, breaks up whenever a page has much to
 * do at once, as at the moment a call moves; this much more delay is not noticed in talking.
 */
const LATENCY_S = 0.04;

const GESTURES = ["pointerdown", "keydown"] as const;

/**
 * The page's one AudioContext. Browsers suspend it until the user has touched the page, and phones
 * interrupt it for a call: `blocked` says that a click is needed, and any click on the page helps.
 */
class AudioOutput {
  private context: AudioContext | undefined;
  private readonly store = new Store({ blocked: false });
  private grace: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = this.store.subscribe;

  get blocked(): boolean {
    return this.store.get().blocked;
  }

  /** The context, created at the first use and asked to run. */
  start(): AudioContext {
    if (!this.context) {
      this.context = new AudioContext({ latencyHint: LATENCY_S });
      this.context.addEventListener("statechange", () => this.watch());
      for (const gesture of GESTURES) {
        document.addEventListener(gesture, () => void this.resume(), { capture: true });
      }
    }
    void this.resume();
    this.watch();
    return this.context;
  }

  /** Lets sound out; to be called from a click. Resolves when it runs, or when refused. */
  async resume(): Promise<void> {
    if (!this.context || this.context.state === "running") return;
    await this.context.resume().catch(() => undefined);
  }

  private watch(): void {
    clearTimeout(this.grace);
    if (this.context?.state === "running") {
      this.store.update({ blocked: false });
      return;
    }
    this.grace = setTimeout(() => this.store.update({ blocked: true }), START_GRACE_MS);
  }
}

export const audioOutput = new AudioOutput();
