import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it } from "vitest";
import type { CallDetail, EventView, TransferView } from "@/lib/api/types";
import { applyEvent } from "@/lib/events/apply";
import { Journal } from "@/lib/events/journal";
import { keys } from "@/lib/events/keys";
import { absorb, isOver } from "./absorb";

function call(version: number, change: Partial<CallDetail> = {}): CallDetail {
  return { id: "c1", state: "active", version, transfers: [], ...change } as CallDetail;
}

function transfer(version: number, state: string): TransferView {
  return { id: "t1", call_id: "c1", state, version } as TransferView;
}

let cache: QueryClient;
let journal: Journal;

function happens(change: Partial<EventView>): void {
  const event = { id: 1, type: "x", at: "", call_id: "c1", transfer_id: null, ...change };
  journal.add(event);
  applyEvent(cache, event);
}

beforeEach(() => {
  cache = new QueryClient();
  journal = new Journal();
  cache.setQueryData(keys.calls(), []);
  cache.setQueryData(keys.openTransfers(), []);
});

it("shows what an answer carries at once", () => {
  absorb(cache, { call: call(1), transfer: transfer(1, "offered") }, []);
  expect(cache.getQueryData(keys.calls())).toMatchObject([{ id: "c1" }]);
  expect(cache.getQueryData(keys.call("c1"))).toMatchObject({ transfers: [{ id: "t1" }] });
  expect(isOver(cache, "c1")).toBe(false);
});

it("does not bring back what has ended while the answer was under way", () => {
  const mark = journal.mark();
  happens({ transfer: transfer(3, "failed") });
  happens({ call: call(3, { state: "ended" }) });
  absorb(cache, { call: call(2), transfer: transfer(2, "moving") }, journal.since(mark));
  expect(cache.getQueryData(keys.calls())).toEqual([]);
  expect(cache.getQueryData(keys.openTransfers())).toEqual([]);
  expect(cache.getQueryData(keys.call("c1"))).toMatchObject({
    state: "ended",
    transfers: [{ state: "failed" }],
  });
  expect(isOver(cache, "c1")).toBe(true);
});

it("knows of no end before the calls were loaded", () => {
  expect(isOver(new QueryClient(), "c1")).toBe(false);
});
