import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ScriptedEventSource as Source } from "./event-source.testing";
import { EventStream } from "./stream";

const { latest } = Source;
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
    url: "/api/events?seat=agent",
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
    latest().event(8);
    expect(events).toEqual([{ id: 8 }]);
  });

  it("needs no snapshots when the browser resumed after the last event", () => {
    latest().hello(7);
    latest().event(8);
    latest().fail(false);
    expect(stream.state.get()).toBe("reconnecting");
    latest().hello(8);
    expect(stream.state.get()).toBe("open");
    expect(onFresh).toHaveBeenCalledTimes(1);
    expect(Source.made).toHaveLength(1);
  });

  it("asks for snapshots when too much was missed, once", () => {
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
  });

  it("has a new one go on after the last event, with nothing lost and nothing twice", async () => {
    latest().hello(7);
    latest().event(8);
    latest().fail(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(latest().url).toBe("/api/events?seat=agent&last_event_id=8");
    latest().hello(8);
    latest().event(8);
    latest().event(9);
    expect(events).toEqual([{ id: 8 }, { id: 9 }]);
    expect(onFresh).toHaveBeenCalledTimes(1);
  });

  it("asks for snapshots when the new one cannot go on there", async () => {
    latest().hello(7);
    latest().fail(true);
    await vi.advanceTimersByTimeAsync(5000);
    latest().hello(3); // another log: the server's data was put back to an earlier day
    expect(onFresh).toHaveBeenCalledTimes(2);
    latest().event(4);
    expect(events).toEqual([{ id: 4 }]);
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
      latest().ping();
    }
    expect(Source.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(stream.state.get()).toBe("reconnecting");
    expect(Source.made.map((source) => source.readyState)).toEqual([Source.CLOSED, 0]);
    latest().hello(7);
    expect(stream.state.get()).toBe("open");
    expect(onFresh).toHaveBeenCalledTimes(1);
  });

  it("stays closed when it was stopped, and begins anew when it is started again", async () => {
    latest().hello(7);
    latest().fail(true);
    stream.stop();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(Source.made).toHaveLength(1);
    stream.start();
    expect(latest().url).toBe("/api/events?seat=agent");
    latest().hello(7);
    expect(onFresh).toHaveBeenCalledTimes(2);
  });
});
