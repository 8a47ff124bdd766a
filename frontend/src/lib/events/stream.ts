import { setServerTime } from "@/lib/clock";
import { Store } from "@/lib/store";

/** `reconnecting` also covers a server that is down; what is on screen may be out of date then. */
export type StreamState = "connecting" | "open" | "reconnecting";

export interface EventStreamOptions<E> {
  url: string;
  onEvent(event: E): void;
  /**
   * The stream starts anew, with no event before it to build on: load fresh snapshots. Not called
   * when the browser resumed after the last event it had.
   */
  onFresh(): void;
  /** Awaited before a stream that the server refused is opened again; renews the cookie, say. */
  beforeReopen?(): Promise<unknown>;
}

/** The server pings every 15 s; two may come late or not at all. */
const SILENT_AFTER_MS = 40_000;

const REOPEN_DELAYS_MS = [300, 1000, 2000, 4000];

/**
 * Server-sent events that come back by themselves.
 *
 * The browser resumes a dropped connection with `Last-Event-ID`. It gives up when the server answers
 * with an error; then a new stream is opened after a short wait, and `onFresh` is called again. So it
 * is when nothing comes any more, as after a sleep that the connection did not survive.
 */
export class EventStream<E> {
  readonly state = new Store<StreamState>("connecting");
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private stopped = true;

  constructor(private readonly options: EventStreamOptions<E>) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    addEventListener("online", this.reopenNow);
    this.open();
  }

  stop(): void {
    this.stopped = true;
    removeEventListener("online", this.reopenNow);
    this.close();
    this.state.set("connecting");
  }

  private close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  private open(): void {
    this.close();
    const source = new EventSource(this.options.url, { withCredentials: true });
    this.source = source;
    this.heard();
    source.addEventListener("ping", this.heard);
    let hasId = false;
    let resuming = false;
    source.onopen = () => {
      resuming = hasId;
      this.failures = 0;
    };
    source.addEventListener("hello", (frame) => {
      this.heard();
      hasId ||= frame.lastEventId !== "";
      setServerTime((JSON.parse(frame.data) as { server_time: string }).server_time);
      this.state.set("open");
      if (!resuming) this.options.onFresh();
    });
    source.addEventListener("reset", (frame) => {
      hasId ||= frame.lastEventId !== "";
      this.state.set("open");
      this.options.onFresh();
    });
    source.onmessage = (frame) => {
      this.heard();
      hasId ||= frame.lastEventId !== "";
      this.options.onEvent(JSON.parse(frame.data) as E);
    };
    source.onerror = () => {
      this.state.set("reconnecting");
      if (source.readyState === EventSource.CLOSED) this.reopenLater();
    };
  }

  private readonly heard = (): void => {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.state.set("reconnecting");
      this.open();
    }, SILENT_AFTER_MS);
  };

  private reopenLater(): void {
    this.close();
    const delay = REOPEN_DELAYS_MS[Math.min(this.failures, REOPEN_DELAYS_MS.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(async () => {
      await this.options.beforeReopen?.().catch(() => undefined);
      if (!this.stopped) this.open();
    }, delay);
  }

  private readonly reopenNow = (): void => {
    if (this.state.get() === "reconnecting") this.open();
  };
}
