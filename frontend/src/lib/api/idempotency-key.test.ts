import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callerApi } from "./caller-client";
import { createApi } from "./client";
import { newIdempotencyKey } from "./idempotency-key";

const SESSION = { access_token: "new", token_type: "bearer", expires_in: 900, agent: { id: "a" } };

let sent: { path: string; key: string | null }[];
let status: (path: string, token: string | null) => number;

beforeEach(() => {
  sent = [];
  status = () => 200;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    const path = url.replace(/^.*\/api/, "");
    sent.push({ path, key: headers.get("Idempotency-Key") });
    const token = headers.get("Authorization")?.replace("Bearer ", "") ?? null;
    return Response.json(SESSION, { status: status(path, token) });
  });
});

afterEach(() => void vi.unstubAllGlobals());

const keysFor = (path: string) => sent.filter((one) => one.path === path).map((one) => one.key);

describe("a key", () => {
  it("is another one each time, and long enough that nobody guesses it", () => {
    const keys = new Set(Array.from({ length: 1000 }, newIdempotencyKey));
    expect(keys.size).toBe(1000);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  });

  it("can be made where a page has no randomUUID", () => {
    const { getRandomValues } = crypto;
    vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
    expect(newIdempotencyKey()).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("a command", () => {
  it("has a new key each time somebody gives it", async () => {
    const api = createApi({ seat: "agent" });
    await api.calls.join("c1");
    await api.calls.join("c1");
    const [first, second] = keysFor("/calls/c1/join");
    expect(first).toBeTruthy();
    expect(second).toBeTruthy();
    expect(second).not.toBe(first);
  });

  it("keeps its key when it is sent again after the session was renewed", async () => {
    status = (path, token) => (token === "new" || path === "/auth/refresh" ? 200 : 401);
    const api = createApi({ seat: "agent" });
    await api.transfers.accept("t1");
    const [first, second] = keysFor("/transfers/t1/accept");
    expect(first).toBeTruthy();
    expect(second).toBe(first);
  });

  it("of a caller who gives it again has the key they say", async () => {
    await callerApi.start("Ines", "", "the-key-of-this-call");
    await callerApi.leave("c1", "the-key-of-leaving");
    expect(sent.map((one) => one.key)).toEqual(["the-key-of-this-call", "the-key-of-leaving"]);
  });
});

it("is not sent with what only reads", async () => {
  await createApi({ seat: "agent" }).agents.list();
  await callerApi.current();
  expect(sent.map((one) => one.key)).toEqual([null, null]);
});
