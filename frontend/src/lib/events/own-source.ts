import { setServerTime } from "@/lib/clock";
import type { Source, SourceOptions, StreamState } from "./frames";

/** The server pings every 15 s; two may come late or not at all. */
const SILENT_AFTER_MS = 40_000;

const REOPEN_DELAYS_MS = [300, 1000, 2000, 4000];

/**
 * A connection to the server that comes back by itself and goes on after the last event.
 *
 * The browser resumes a dropped connection. It gives up when the server answers with an error, and
 * does not notice when nothing comes any more, as after a sleep that the connection did not survive;
 * then a new one is opened here.
 */
export class OwnSource implements Source {
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private lost = false;
  private closed = true;

  constructor(private readonly options: SourceOptions) {}

  open(): void {
    this.closed = false;
    this.failures = 0;
    this.lost = false;
    addEventListener("online", this.reopenNow);
    this.connect();
  }

  close(): void {
    this.closed = true;
    removeEventListener("online", this.reopenNow);
    this.disconnect();
  }

  private disconnect(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  private connect(): void {
    this.disconnect();
    const { url, position, onFrame } = this.options;
    const source = new EventSource(resuming(url, position()), { withCredentials: true });
    this.source = source;
    this.heard();
    const greet = (frame: MessageEvent): void => {
      this.heard();
      const id = Number(frame.lastEventId);
      this.tell("open");
      onFrame(id === position() ? { kind: "at", id } : { kind: "begin", id });
    };
    source.onopen = () => {
      this.failures = 0;
    };
    source.addEventListener("hello", (frame) => {
      setServerTime((JSON.parse(frame.data) as { server_time: string }).server_time);
      greet(frame);
    });
    source.addEventListener("reset", greet);
    source.addEventListener("ping", () => {
      this.heard();
      const id = position();
      if (id !== null) onFrame({ kind: "at", id });
    });
    source.onmessage = (frame) => {
      this.heard();
      const id = Number(frame.lastEventId);
      onFrame({ kind: "event", after: position() ?? id, id, data: frame.data });
    };
    source.onerror = () => {
      this.tell("reconnecting");
      if (source.readyState === EventSource.CLOSED) this.reopenLater();
    };
  }

  private tell(state: Exclude<StreamState, "connecting">): void {
    this.lost = state === "reconnecting";
    this.options.onState(state);
  }

  private readonly heard = (): void => {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.tell("reconnecting");
      this.connect();
    }, SILENT_AFTER_MS);
  };

  private reopenLater(): void {
    this.disconnect();
    const delay = REOPEN_DELAYS_MS[Math.min(this.failures, REOPEN_DELAYS_MS.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(async () => {
      await this.options.beforeReopen?.().catch(() => undefined);
      if (!this.closed) this.connect();
    }, delay);
  }

  private readonly reopenNow = (): void => {
    if (this.lost) this.connect();
  };
}

/** A new EventSource can send no `Last-Event-ID`; the address says the same. */
function resuming(url: string, position: number | null): string {
  if (position === null) return url;
  return `${url}${url.includes("?") ? "&" : "?"}last_event_id=${position}`;
}
