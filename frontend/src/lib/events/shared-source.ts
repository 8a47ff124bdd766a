import { BrowserLock } from "@/lib/browser-lock";
import { serverNow, setServerTime } from "@/lib/clock";
import { tabChannel } from "@/lib/tab-channel";
import type { Frame, Source, SourceOptions, StreamState } from "./frames";
import { OwnSource } from "./own-source";

/** The leading tab passes the server's pings on, one every 15 s. */
const ASK_AFTER_MS = 20_000;

/** A tab whose page is at work answers at once; this leaves time for one that is busy. */
const ANSWER_WITHIN_MS = 5000;

/** What tabs tell each other: the leading one what the stream brings, the others that they listen. */
type Message =
  | { kind: "news"; state: StreamState; serverTime: string; frame: Frame | null }
  | { kind: "who" };

/** One connection among all tabs of this browser that listen to `url`; one each where tabs cannot share. */
export function shareAmongTabs(options: SourceOptions): Source {
  return "locks" in navigator ? new SharedSource(options) : new OwnSource(options);
}

/**
 * The tab that leads holds the connection and tells the others each frame. When it is closed, the
 * browser lets the next one lead, which goes on after the last id that it has seen itself. A tab
 * that keeps the lead while it is frozen is replaced once it no longer answers.
 *
 * What two tabs tell at the same moment does no harm: frames carry their ids.
 */
class SharedSource implements Source {
  private readonly name: string;
  private readonly own: OwnSource;
  private readonly lock: BrowserLock;
  private channel: BroadcastChannel | null = null;
  private leading = false;
  private state: StreamState = "connecting";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: SourceOptions) {
    this.name = `wt.events ${options.url}`;
    this.own = new OwnSource({
      ...options,
      onFrame: (frame) => {
        this.tell(frame);
        options.onFrame(frame);
      },
      onState: (state) => {
        this.setState(state);
        this.tell(null);
      },
    });
    this.lock = new BrowserLock(this.name, {
      onHeld: () => this.lead(),
      onTakenOver: () => this.follow(),
    });
  }

  open(): void {
    this.state = "connecting";
    this.channel = tabChannel<Message>(this.name, (message) => this.hear(message));
    if (this.channel) this.follow();
    else this.lead();
  }

  close(): void {
    clearTimeout(this.timer);
    this.leading = false;
    this.own.close();
    this.channel?.close();
    this.channel = null;
    this.lock.free();
  }

  private lead(): void {
    clearTimeout(this.timer);
    this.leading = true;
    this.tell(null);
    this.own.open();
  }

  private follow(): void {
    this.leading = false;
    this.own.close();
    void this.lock.whenFree();
    this.ask();
  }

  /** Has the leading tab say where the stream is. One that does not is frozen. */
  private ask(): void {
    this.post({ kind: "who" });
    clearTimeout(this.timer);
    // Not all tabs at the same moment.
    this.timer = setTimeout(() => this.takeOver(), ANSWER_WITHIN_MS * (1 + Math.random() / 2));
  }

  private takeOver(): void {
    if (this.state === "open") this.setState("reconnecting");
    void this.lock.takeOver();
  }

  private hear(message: Message): void {
    if (this.leading) {
      if (message.kind === "who") this.answer();
      return;
    }
    if (message.kind === "who") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ASK_AFTER_MS);
    setServerTime(message.serverTime);
    this.setState(message.state);
    if (message.frame) this.options.onFrame(message.frame);
  }

  private answer(): void {
    const id = this.options.position();
    this.tell(id === null ? null : { kind: "at", id });
  }

  private tell(frame: Frame | null): void {
    const serverTime = new Date(serverNow()).toISOString();
    this.post({ kind: "news", state: this.state, serverTime, frame });
  }

  private post(message: Message): void {
    this.channel?.postMessage(message);
  }

  private setState(state: StreamState): void {
    this.state = state;
    this.options.onState(state);
  }
}
