import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EventStream } from "./stream";

/** The browser's EventSource as the stream sees it, played by hand. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static made: Source[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((frame: MessageEvent) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    Source.made.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  hello(id: number) {
    this.onopen?.();
    this.greet("hello", id);
  }
  greet(type: "hello" | "reset", id: number) {
    const data = JSON.stringify({ last_event_id: id, server_time: new Date().toISOString() });
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId: String(id) }));
  }
  fail(forGood: boolean) {
    if (forGood) this.readyState = Source.CLOSED;
    this.onerror?.();
  }
}

const latest = () => Source.made.at(-1) as Source;
let onFresh: ReturnType<typeof vi.fn<() => void>>;
let events: unknown[];
let beforeReopen: ReturnType<typeof vi.fn<() => Promise<void>>>;
let stream: EventStream<unknown>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Source);
  Source.made = [];
  events = [];
  onFresh = vi.fn();
  beforeReopen = vi.fn(async () => undefined);
  stream = new EventStream({
    url: "/api/events",
    onEvent: (event) => events.push(event),
    onFresh,
    beforeReopen,
  });
  stream.start();
});

afterEach(() => {
  stream.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("an event stream", () => {
  it("asks for snapshots when it starts, and hands events on", () => {
    expect(stream.state.get()).toBe("connecting");
    latest().hello(7);
    expect(stream.state.get()).toBe("open");
    expect(onFresh).toHaveBeenCalledTimes(1);
    latest().onmessage?.(new MessageEvent("message", { data: '{"id":8}', lastEventId: "8" }));
    expect(events).toEqual([{ id: 8 }]);
  });

  it("needs no snapshots when the browser resumed after the last event", () => {
    latest().hello(7);
    latest().fail(false);
    expect(stream.state.get()).toBe("reconnecting");
    latest().hello(7);
    expect(stream.state.get()).toBe("open");
    expect(onFresh).toHaveBeenCalledTimes(1);
    expect(Source.made).toHaveLength(1);
  });

  it("asks for snapshots when too much was missed", () => {
    latest().hello(7);
    latest().fail(false);
    latest().hello(20_000);
    latest().greet("reset", 20_000);
    expect(onFresh).toHaveBeenCalledTimes(2);
  });

  it("opens a new one when the browser gave up, after renewing the cookie", async () => {
    latest().hello(7);
    latest().fail(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(beforeReopen).toHaveBeenCalledTimes(1);
    expect(Source.made).toHaveLength(2);
    latest().hello(9);
    expect(onFresh).toHaveBeenCalledTimes(2);
  });

  it("waits longer each time, and never gives up", async () => {
    for (let round = 0; round < 20; round += 1) {
      latest().fail(true);
      await vi.advanceTimersByTimeAsync(5000);
    }
    expect(Source.made).toHaveLength(21);
  });

  it("does not wait once the network is back", () => {
    latest().hello(7);
    latest().fail(true);
    dispatchEvent(new Event("online"));
    expect(Source.made).toHaveLength(2);
  });

  it("opens a new one when nothing comes any more, not even a ping", async () => {
    latest().hello(7);
    for (let ping = 0; ping < 4; ping += 1) {
      await vi.advanceTimersByTimeAsync(15_000);
      latest().dispatchEvent(new MessageEvent("ping", { data: "{}" }));
    }
    expect(Source.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(stream.state.get()).toBe("reconnecting");
    expect(Source.made.map((source) => source.readyState)).toEqual([Source.CLOSED, 0]);
    latest().hello(9);
    expect(stream.state.get()).toBe("open");
    expect(onFresh).toHaveBeenCalledTimes(2);
  });

  it("stays closed when it was stopped", async () => {
    latest().fail(true);
    stream.stop();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(Source.made).toHaveLength(1);
  });
});
