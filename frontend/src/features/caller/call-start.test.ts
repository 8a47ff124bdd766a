import { beforeEach, expect, it, vi } from "vitest";
import { callerApi } from "@/lib/api/caller-client";
import { ApiError } from "@/lib/api/errors";
import type { CallConnection, CallStarted } from "@/lib/api/types";
import { CallStart } from "./call-start";

vi.mock("@/lib/api/caller-client", () => ({ callerApi: { start: vi.fn(), connection: vi.fn() } }));

const LOST = new ApiError(0, "unreachable", "No answer.");
const OVER = new ApiError(409, "call_ended", "The call is over.");
const fresh = { call_id: "c1" } as CallConnection;
const started = (id: string) => ({ call: { id }, connection: { call_id: id } }) as CallStarted;
const api = vi.mocked(callerApi);
const keys = () => api.start.mock.calls.map(([, , key]) => key);

beforeEach(() => {
  api.start.mockReset();
  api.connection.mockReset();
});

it("is done when the first attempt is answered", async () => {
  api.start.mockResolvedValue(started("c1"));
  expect(await new CallStart("Ines", "").attempt()).toEqual(started("c1"));
  expect(api.connection).not.toHaveBeenCalled();
});

it("sends the same key until it is answered, and then asks for a token that is good now", async () => {
  const start = new CallStart("Ines", "An invoice");
  api.start.mockRejectedValueOnce(LOST).mockRejectedValueOnce(LOST);
  api.start.mockResolvedValueOnce(started("c1"));
  api.connection.mockResolvedValue(fresh);
  await expect(start.attempt()).rejects.toBe(LOST);
  await expect(start.attempt()).rejects.toBe(LOST);
  expect(await start.attempt()).toEqual({ ...started("c1"), connection: fresh });
  expect(new Set(keys()).size).toBe(1);
  expect(api.start.mock.calls.map(([name, topic]) => [name, topic])).toEqual(
    Array(3).fill(["Ines", "An invoice"]),
  );
});

it("starts another call when the one whose answer was lost has ended meanwhile", async () => {
  const start = new CallStart("Ines", "");
  api.start.mockRejectedValueOnce(LOST).mockResolvedValueOnce(started("c1"));
  api.start.mockResolvedValueOnce(started("c2"));
  api.connection.mockRejectedValueOnce(OVER);
  await expect(start.attempt()).rejects.toBe(LOST);
  expect(await start.attempt()).toEqual(started("c2"));
  const [first, second, third] = keys();
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

it("asks with the same key again when it cannot be known whether the call goes on", async () => {
  const start = new CallStart("Ines", "");
  api.start.mockRejectedValueOnce(LOST).mockResolvedValue(started("c1"));
  api.connection.mockRejectedValueOnce(LOST).mockResolvedValueOnce(fresh);
  await expect(start.attempt()).rejects.toBe(LOST);
  await expect(start.attempt()).rejects.toBe(LOST);
  expect((await start.attempt()).connection).toBe(fresh);
  expect(new Set(keys()).size).toBe(1);
});

it("has a key of its own", async () => {
  api.start.mockResolvedValue(started("c1"));
  await new CallStart("Ines", "").attempt();
  await new CallStart("Ines", "").attempt();
  expect(new Set(keys()).size).toBe(2);
});
