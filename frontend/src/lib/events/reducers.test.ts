import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { CallDetail, CallView, EventView, SegmentView, TransferView } from "@/lib/api/types";
import { applyEvent } from "./apply";
import { Journal } from "./journal";
import { keys } from "./keys";
import {
  newer,
  reduceAgents,
  reduceCall,
  reduceCalls,
  reduceOpenTransfers,
  reduceSpeech,
  reduceTranscript,
} from "./reducers";

function call(id: string, version: number, change: Partial<CallView> = {}): CallView {
  return {
    id,
    state: "waiting",
    caller_name: "Ines",
    topic: null,
    created_at: `2026-01-01T00:00:0${id.at(-1)}Z`,
    waiting_since: null,
    answered_at: null,
    held_since: null,
    recall: null,
    ended_at: null,
    end_reason: null,
    participants: [],
    open_transfer_id: null,
    version,
    ...change,
  };
}

function transfer(version: number, change: Partial<TransferView> = {}): TransferView {
  return { id: "t1", call_id: "c1", state: "offered", version, ...change } as TransferView;
}

function segment(id: string, start_s: number, text = id): SegmentView {
  return { id, call_id: "c1", start_s, text } as SegmentView;
}

let nextId = 0;
function event(change: Partial<EventView>): EventView {
  nextId += 1;
  return {
    id: nextId,
    type: "x",
    at: "2026-01-01T00:00:00Z",
    call_id: null,
    transfer_id: null,
    ...change,
  };
}

describe("of two states of one resource", () => {
  it("the higher version stays, whichever comes first", () => {
    expect(newer({ version: 2 }, { version: 3 })).toEqual({ version: 3 });
    expect(newer({ version: 3 }, { version: 2 })).toEqual({ version: 3 });
    expect(newer(undefined, { version: 1 })).toEqual({ version: 1 });
  });

  it("a call in the list keeps the newer one", () => {
    const held = [call("c1", 5, { caller_name: "new" })];
    expect(reduceCalls(held, event({ call: call("c1", 4) }))).toBe(held);
    expect(reduceCalls(held, event({ call: call("c1", 6) }))[0]?.version).toBe(6);
  });

  it("an old event does not end a call that goes on", () => {
    const held = [call("c1", 5)];
    expect(reduceCalls(held, event({ call: call("c1", 4, { state: "ended" }) }))).toBe(held);
  });
});

describe("the list of calls", () => {
  it("takes new calls in the order in which they began", () => {
    const held = [call("c1", 1), call("c3", 1)];
    const ids = reduceCalls(held, event({ call: call("c2", 1) })).map(({ id }) => id);
    expect(ids).toEqual(["c1", "c2", "c3"]);
  });

  it("lets ended calls go, also ones it never had", () => {
    const ended = event({ call: call("c1", 2, { state: "ended" }) });
    expect(reduceCalls([call("c1", 1)], ended)).toEqual([]);
    expect(reduceCalls([], ended)).toEqual([]);
  });
});

describe("a call in full", () => {
  const detail: CallDetail = { ...call("c1", 3), transfers: [transfer(1)] };

  it("keeps its transfers when the call changes", () => {
    const next = reduceCall(detail, event({ call: call("c1", 4, { state: "active" }) }));
    expect(next).toMatchObject({ state: "active", version: 4 });
    expect(next.transfers).toHaveLength(1);
  });

  it("renews a transfer, adds another, and leaves other calls' alone", () => {
    const renewed = reduceCall(detail, event({ transfer: transfer(2, { state: "moving" }) }));
    expect(renewed.transfers.map(({ state }) => state)).toEqual(["moving"]);
    const added = reduceCall(detail, event({ transfer: transfer(1, { id: "t2" }) }));
    expect(added.transfers.map(({ id }) => id)).toEqual(["t1", "t2"]);
    expect(reduceCall(detail, event({ transfer: transfer(9, { call_id: "c2" }) }))).toBe(detail);
  });
});

it("a transfer leaves the open ones when it ends", () => {
  const open = [transfer(1)];
  expect(
    reduceOpenTransfers(open, event({ transfer: transfer(2, { state: "declined" }) })),
  ).toEqual([]);
  expect(reduceOpenTransfers([], event({ transfer: transfer(2, { state: "declined" }) }))).toEqual(
    [],
  );
});

describe("a transcript", () => {
  const transcript = {
    call_id: "c1",
    segments: [segment("s1", 1), segment("s3", 3)],
    gaps: [{ start_s: 4, end_s: null }],
    gaps_version: 2,
  };

  it("puts segments where they were said, and doubles none", () => {
    const news = event({ segments: [segment("s2", 2), segment("s3", 3, "again")] });
    const once = reduceTranscript(transcript, news);
    expect(once.segments.map(({ text }) => text)).toEqual(["s1", "s2", "again"]);
    expect(reduceTranscript(once, news)).toEqual(once);
  });

  it("holds the gaps that were told of last, whichever came first", () => {
    const closed = [{ start_s: 4, end_s: 9 }];
    const news = event({ call_id: "c1", gaps: closed, gaps_version: 3 });
    const once = reduceTranscript(transcript, news);
    expect(once.gaps).toEqual(closed);
    const old = event({ call_id: "c1", gaps: [], gaps_version: 1 });
    expect(reduceTranscript(once, old)).toBe(once);
    const withdrawn = reduceTranscript(once, event({ call_id: "c1", gaps: [], gaps_version: 4 }));
    expect(withdrawn.gaps).toEqual([]);
  });

  it("leaves other calls' segments and gaps alone", () => {
    const foreign = { ...segment("s9", 9), call_id: "c2" };
    expect(reduceTranscript(transcript, event({ segments: [foreign] }))).toBe(transcript);
    const gaps = event({ call_id: "c2", gaps: [], gaps_version: 9 });
    expect(reduceTranscript(transcript, gaps)).toBe(transcript);
  });
});

it("an agent is renewed in place, a new one comes last", () => {
  const agents = [{ id: "a" }, { id: "b" }] as never[];
  const presence = { id: "a", presence: "away" } as never;
  expect(reduceAgents(agents, event({ agent: presence }))).toEqual([presence, { id: "b" }]);
  expect(reduceAgents(agents, event({ agent: { id: "c" } as never }))).toHaveLength(3);
});

describe("the cache", () => {
  it("learns of an offer that it never asked for", () => {
    const cache = new QueryClient();
    cache.setQueryData(keys.openTransfers(), []);
    applyEvent(cache, event({ call_id: "c1", transfer: transfer(1) }));
    expect(cache.getQueryData(keys.openTransfers())).toEqual([transfer(1)]);
    expect(cache.getQueryData(keys.transfer("t1"))).toEqual(transfer(1));
  });

  it("does not invent a list from one item", () => {
    const cache = new QueryClient();
    applyEvent(cache, event({ call_id: "c1", call: call("c1", 1) }));
    expect(cache.getQueryData(keys.calls())).toBeUndefined();
    expect(cache.getQueryData(keys.call("c1"))).toBeUndefined();
  });

  it("is the same after events twice as after events once", () => {
    const events = [
      event({ call_id: "c1", call: call("c1", 2, { state: "active" }) }),
      event({ call_id: "c1", transfer: transfer(1) }),
      event({ call_id: "c1", segments: [segment("s1", 1)] }),
      event({ call_id: "c1", gaps: [{ start_s: 5, end_s: null }], gaps_version: 1 }),
      event({ call_id: "c1", transfer: transfer(2, { state: "moving" }) }),
    ];
    const replayed = (times: number) => {
      const cache = new QueryClient();
      cache.setQueryData(keys.calls(), [call("c1", 1)]);
      cache.setQueryData(keys.call("c1"), { ...call("c1", 1), transfers: [] });
      cache.setQueryData(keys.transcript("c1"), {
        call_id: "c1",
        segments: [],
        gaps: [],
        gaps_version: 0,
      });
      cache.setQueryData(keys.openTransfers(), []);
      for (let time = 0; time < times; time += 1) {
        for (const item of events) applyEvent(cache, item);
      }
      return cache
        .getQueryCache()
        .getAll()
        .map((query) => [query.queryKey, query.state.data]);
    };
    expect(replayed(3)).toEqual(replayed(1));
  });
});

describe("how speech to text fares", () => {
  it("is replaced by what comes, and kept by every other event", () => {
    const well = { ok: true, notice: null, providers: [] };
    const ill = { ok: false, notice: "Speech to text: Groq does not answer.", providers: [] };
    expect(reduceSpeech(well, event({ speech: ill }))).toBe(ill);
    expect(reduceSpeech(ill, event({}))).toBe(ill);
    expect(reduceSpeech(ill, event({ speech: well }))).toBe(well);
  });
});

describe("a snapshot that was under way while events arrived", () => {
  it("is brought up to date with them, and not with earlier ones", async () => {
    const journal = new Journal();
    journal.add(event({ call: call("c1", 1) }));
    let deliver: (calls: CallView[]) => void = () => undefined;
    const loading = journal.catchUp(
      () => new Promise<CallView[]>((resolve) => (deliver = resolve)),
      reduceCalls,
    );
    journal.add(event({ call: call("c2", 1) }));
    journal.add(event({ call: call("c3", 2, { state: "ended" }) }));
    deliver([call("c3", 1)]);
    expect((await loading).map(({ id }) => id)).toEqual(["c2"]);
  });

  it("misses nothing when the journal has overflowed meanwhile", async () => {
    const journal = new Journal();
    for (let count = 0; count < 1999; count += 1) journal.add(event({}));
    let deliver: (calls: CallView[]) => void = () => undefined;
    const loading = journal.catchUp(
      () => new Promise<CallView[]>((resolve) => (deliver = resolve)),
      reduceCalls,
    );
    for (let count = 0; count < 500; count += 1) journal.add(event({}));
    journal.add(event({ call: call("c2", 1) }));
    deliver([]);
    expect(await loading).toHaveLength(1);
  });
});
