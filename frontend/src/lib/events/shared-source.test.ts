import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setServerTime } from "@/lib/clock";
import { Locks } from "@/lib/locks.testing";
import { ScriptedEventSource as Source } from "./event-source.testing";
import { shareAmongTabs } from "./shared-source";
import { EventStream } from "./stream";

const ANAS = "/api/events?seat=agent&agent_id=ana";
const START = 10;

/** The channel that a tab has opened. Frozen, it carries nothing either way, and keeps nothing. */
class Channel extends BroadcastChannel {
  static latest: Channel;
  private frozen: BroadcastChannel["onmessage"] = null;

  constructor(name: string) {
    super(name);
    Channel.latest = this;
  }
  override postMessage(message: unknown) {
    if (!this.frozen) super.postMessage(message);
  }
  freeze() {
    this.frozen = this.onmessage;
    this.onmessage = null;
  }
  thaw() {
    this.onmessage = this.frozen;
    this.frozen = null;
  }
}

/** What a server does with the sources that are open, for a log that begins at START. */
class Server {
  newest = START;
  down = false;
  private readonly served = new Set<Source>();

  get connections(): Source[] {
    return Source.notClosed();
  }
  /** The source of the one connection there is. */
  get connection(): Source {
    expect(this.connections).toHaveLength(1);
    return this.connections[0] as Source;
  }
  welcome() {
    for (const source of this.connections.filter((one) => !this.served.has(one))) {
      if (this.down) continue;
      this.served.add(source);
      const after = Number(new URL(source.url, "http://x").searchParams.get("last_event_id") ?? -1);
      source.hello(after < 0 ? this.newest : after);
      for (let id = after + 1; after >= 0 && id <= this.newest; id += 1) source.event(id);
    }
  }
  publish(count = 1) {
    for (; count > 0; count -= 1) {
      this.newest += 1;
      for (const source of this.connections) {
        if (this.served.has(source)) source.event(this.newest);
      }
    }
  }
  ping() {
    for (const source of this.connections) source.ping();
  }
}

/** One tab's stream, and what came of it. */
class Tab {
  readonly ids: number[] = [];
  loads = 0;
  readonly stream: EventStream<{ id: number }>;
  readonly channel: Channel;

  constructor(url = ANAS, via = shareAmongTabs) {
    this.stream = new EventStream({
      url,
      via,
      onEvent: ({ id }) => this.ids.push(id),
      onFresh: () => {
        this.loads += 1;
      },
    });
    this.stream.start();
    this.channel = Channel.latest;
    tabs.push(this);
  }
  get state() {
    return this.stream.state.get();
  }
  close() {
    this.stream.stop();
  }
}

let server: Server;
let locks: Locks;
let tabs: Tab[];

/** Lets messages between tabs, locks and the server's answers arrive. */
async function settled() {
  for (let round = 0; round < 6; round += 1) {
    await new Promise((next) => setImmediate(next));
    server.welcome();
  }
}

async function opened(count: number): Promise<Tab[]> {
  const found = Array.from({ length: count }, () => new Tab());
  await settled();
  return found;
}

/** Time passes, with a server that pings as long as it is up. */
async function pass(seconds: number) {
  for (let second = 1; second <= seconds; second += 1) {
    vi.advanceTimersByTime(1000);
    if (second % 15 === 0 && !server.down) server.ping();
    await settled();
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.stubGlobal("EventSource", Source);
  vi.stubGlobal("BroadcastChannel", Channel);
  locks = new Locks();
  Object.defineProperty(navigator, "locks", { configurable: true, value: locks });
  Source.made = [];
  server = new Server();
  tabs = [];
});

afterEach(() => {
  for (const tab of tabs) tab.close();
  Reflect.deleteProperty(navigator, "locks");
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("nine tabs that listen to the same", () => {
  it("have one connection, and each gets every event once", async () => {
    const nine = await opened(9);
    server.publish(3);
    await settled();
    expect(server.connections).toHaveLength(1);
    for (const tab of nine) {
      expect(tab).toMatchObject({ state: "open", loads: 1, ids: [11, 12, 13] });
    }
  });

  it("go on after the last event when the one with the connection is closed", async () => {
    const [first, ...others] = await opened(9);
    server.publish(2);
    await settled();
    first?.close();
    server.publish(2);
    await settled();
    server.publish();
    await settled();
    expect(server.connection.url).toBe(`${ANAS}&last_event_id=12`);
    for (const tab of others) {
      expect(tab).toMatchObject({ state: "open", loads: 1, ids: [11, 12, 13, 14, 15] });
    }
  });

  it("go on whoever is closed, one after the other", async () => {
    const nine = await opened(9);
    for (const tab of nine) {
      server.publish();
      await settled();
      tab.close();
    }
    expect(nine.map(({ ids }) => ids.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await settled();
    expect(server.connections).toHaveLength(0);
  });

  it("all show that the server is gone, and leave the connection where it is", async () => {
    const nine = await opened(9);
    server.down = true;
    server.connection.fail(false);
    await settled();
    expect(new Set(nine.map(({ state }) => state))).toEqual(new Set(["reconnecting"]));
    await pass(300);
    expect(new Set(nine.map(({ state }) => state))).toEqual(new Set(["reconnecting"]));
    server.down = false;
    await settled();
    expect(server.connections).toHaveLength(1);
    expect(nine.every(({ state, loads }) => state === "open" && loads === 1)).toBe(true);
  });

  it("all load anew when too much was missed", async () => {
    const nine = await opened(9);
    server.connection.hello(20_000);
    server.connection.greet("reset", 20_000);
    server.connection.event(20_001);
    await settled();
    expect(nine.every(({ loads, ids }) => loads === 2 && ids[0] === 20_001)).toBe(true);
  });
});

describe("a tab that is opened later", () => {
  it("begins with snapshots, and gets every event from then on", async () => {
    await opened(2);
    server.publish(2);
    const [late] = await opened(1);
    server.publish(2);
    await settled();
    expect(late).toMatchObject({ state: "open", loads: 1, ids: [13, 14] });
    expect(server.connections).toHaveLength(1);
  });

  it("has its clock set by the server's", async () => {
    await opened(1);
    const anHourLater = Date.now() + 3_600_000;
    setServerTime(new Date(anHourLater).toISOString());
    vi.resetModules(); // modules of its own, as every tab has them
    const late = await import("./shared-source");
    const { serverNow } = await import("@/lib/clock");
    new Tab(ANAS, late.shareAmongTabs);
    await settled();
    expect(serverNow()).toBe(anHourLater);
  });

  it("does so also while the server is gone", async () => {
    const [first] = await opened(1);
    server.down = true;
    server.connection.fail(true);
    const [late] = await opened(1);
    expect(late).toMatchObject({ state: "reconnecting", loads: 1 });
    server.newest += 2;
    server.down = false;
    await pass(1);
    expect(first).toMatchObject({ state: "open", loads: 1, ids: [11, 12] });
    expect(late).toMatchObject({ state: "open", loads: 1, ids: [11, 12] });
  });

  it("takes over at once where all others are frozen", async () => {
    const [first] = await opened(1);
    first?.channel.freeze();
    const [late] = await opened(1);
    await pass(8);
    expect(late).toMatchObject({ state: "open", loads: 1 });
  });
});

describe("a tab that is frozen with the connection in its hands", () => {
  it("is replaced, nothing lost and nothing twice", async () => {
    const [first, ...others] = await opened(4);
    server.publish();
    await settled();
    first?.channel.freeze();
    server.publish(2);
    await pass(30);
    server.publish();
    await settled();
    for (const tab of others) {
      expect(tab).toMatchObject({ state: "open", loads: 1, ids: [11, 12, 13, 14] });
    }
  });

  it("is not waited for without saying so, should the server be gone too", async () => {
    const [first, second] = await opened(2);
    first?.channel.freeze();
    server.down = true;
    await pass(30);
    expect(second?.state).toBe("reconnecting");
  });

  it("listens like the others when it wakes, and disturbs nobody with what it still held", async () => {
    const [first, ...others] = await opened(4);
    const stale = server.connection;
    first?.channel.freeze();
    locks.freezeHolders();
    server.publish();
    await pass(30);
    expect(server.connections).toHaveLength(2);
    first?.channel.thaw();
    stale.event(11);
    stale.fail(false);
    locks.wake();
    await settled();
    expect(stale.readyState).toBe(Source.CLOSED);
    expect(new Set(tabs.map(({ state }) => state))).toEqual(new Set(["open"]));
    server.publish();
    await settled();
    expect(server.connections).toHaveLength(1);
    for (const tab of [first, ...others]) {
      expect(tab).toMatchObject({ state: "open", loads: 1, ids: [11, 12] });
    }
  });
});

it("a tab that was asleep while events came loads anew", async () => {
  const [, sleeper] = await opened(2);
  sleeper?.channel.freeze();
  server.publish();
  await settled();
  sleeper?.channel.thaw();
  server.publish();
  await settled();
  expect(sleeper).toMatchObject({ loads: 2, ids: [] });
  server.publish();
  await settled();
  expect(sleeper).toMatchObject({ loads: 2, ids: [13] });
});

it("a tab that missed the last event learns of it with the next ping", async () => {
  const [, sleeper] = await opened(2);
  sleeper?.channel.freeze();
  server.publish();
  await settled();
  sleeper?.channel.thaw();
  await pass(15);
  expect(sleeper).toMatchObject({ loads: 2, ids: [] });
});

it("what one agent's tabs are told, another agent's do not hear", async () => {
  const [ana] = await opened(2);
  const bea = new Tab("/api/events?seat=agent&agent_id=bea");
  await settled();
  expect(server.connections.map(({ url }) => url)).toEqual([
    ANAS,
    "/api/events?seat=agent&agent_id=bea",
  ]);
  server.connections[0]?.event(11);
  await settled();
  expect([ana?.ids, bea.ids]).toEqual([[11], []]);
});

it("a tab that is stopped hears nothing more and leads nobody", async () => {
  const [first, second, third] = await opened(3);
  second?.close();
  first?.close();
  await settled();
  server.publish();
  await settled();
  expect([first?.ids, second?.ids, third?.ids]).toEqual([[], [], [11]]);
  expect(server.connections).toHaveLength(1);
  third?.close();
  await pass(100);
  expect(server.connections).toHaveLength(0);
});

it("a tab that is closed while it opens leaves no connection behind", async () => {
  const [gone, stays] = [new Tab(), new Tab()];
  gone.close();
  await settled();
  stays.close();
  await settled();
  expect(server.connections).toHaveLength(0);
});

describe("where tabs cannot share", () => {
  const each = async () => {
    const two = await opened(2);
    server.publish();
    await settled();
    expect(server.connections).toHaveLength(2);
    for (const tab of two) expect(tab).toMatchObject({ state: "open", loads: 1, ids: [11] });
  };

  it("for want of locks, each has a connection", async () => {
    Reflect.deleteProperty(navigator, "locks");
    await each();
  });

  it("for want of a channel, each has a connection", async () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    await each();
  });

  it("because the browser refuses locks, each has a connection", async () => {
    locks.refuses = true;
    await each();
  });
});
