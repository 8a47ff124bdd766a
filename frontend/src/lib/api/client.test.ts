import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApi } from "./client";
import { ApiError, errorText } from "./errors";

interface Answer {
  status: number;
  body?: unknown;
}

const SESSION = { access_token: "new", token_type: "bearer", expires_in: 900, agent: { id: "a" } };
const UNAUTHENTICATED = { status: 401, body: { code: "unauthenticated", detail: "Sign in." } };

let requests: { path: string; token: string | null; body: unknown }[];
let answer: (path: string, token: string | null) => Answer | Promise<Answer>;

beforeEach(() => {
  requests = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const token = new Headers(init.headers).get("Authorization")?.replace("Bearer ", "") ?? null;
    const path = url.replace(/^.*\/api/, "");
    requests.push({ path, token, body: init.body ? JSON.parse(String(init.body)) : null });
    const { status, body } = await answer(path, token);
    if (typeof body === "string") return new Response(body, { status });
    return body === undefined ? new Response(null, { status }) : Response.json(body, { status });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const count = (path: string) => requests.filter((request) => request.path === path).length;

describe("renewing the session", () => {
  it("renews once for all requests that were refused, and sends each again", async () => {
    answer = async (path, token) => {
      if (path === "/auth/refresh") return { status: 200, body: SESSION };
      return token === "new" ? { status: 200, body: { path } } : UNAUTHENTICATED;
    };
    const api = createApi({ seat: "agent-a" });
    const answers = await Promise.all([api.me.get(), api.agents.list(), api.calls.get("c1")]);
    expect(answers.map((body) => (body as unknown as { path: string }).path)).toEqual([
      "/me",
      "/agents",
      "/calls/c1",
    ]);
    expect(count("/auth/refresh")).toBe(1);
    expect(requests.find(({ path }) => path === "/auth/refresh")?.body).toEqual({
      seat: "agent-a",
    });
  });

  it("renews anew when a later request is refused", async () => {
    let valid = "new";
    answer = (path, token) => {
      if (path === "/auth/refresh") {
        return { status: 200, body: { ...SESSION, access_token: valid } };
      }
      return token === valid ? { status: 200, body: {} } : UNAUTHENTICATED;
    };
    const api = createApi({ seat: "agent" });
    await api.me.get();
    valid = "newer";
    await api.me.get();
    expect(count("/auth/refresh")).toBe(2);
  });

  it("tells that nobody is signed in when the cookie is no good, and gives the refusal on", async () => {
    answer = () => UNAUTHENTICATED;
    const onSession = vi.fn();
    const api = createApi({ seat: "agent", onSession });
    await expect(api.me.get()).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
    expect(onSession).toHaveBeenCalledExactlyOnceWith(null);
  });

  it("keeps the session when the server cannot be reached", async () => {
    answer = (path, token) => {
      if (path === "/auth/refresh") return { status: 503, body: { code: "x", detail: "down" } };
      return token === "new" ? { status: 200, body: {} } : UNAUTHENTICATED;
    };
    const onSession = vi.fn();
    const api = createApi({ seat: "agent", onSession });
    await expect(api.me.get()).rejects.toMatchObject({ status: 503 });
    expect(onSession).not.toHaveBeenCalled();
  });

  it("does not renew for other refusals", async () => {
    answer = () => ({ status: 403, body: { code: "forbidden", detail: "No." } });
    await expect(createApi({ seat: "agent" }).me.get()).rejects.toMatchObject({ status: 403 });
    expect(count("/auth/refresh")).toBe(0);
  });
});

describe("signing out", () => {
  it.each([204, 401])("is over when the server answers %i", async (status) => {
    answer = () => ({ status });
    const onSession = vi.fn();
    await createApi({ seat: "agent", onSession }).auth.signOut();
    expect(onSession).toHaveBeenCalledExactlyOnceWith(null);
  });

  it("keeps the session, whose cookie is still good, when the server does not answer", async () => {
    answer = () => Promise.reject(new TypeError("network"));
    const onSession = vi.fn();
    const { auth } = createApi({ seat: "agent", onSession });
    await expect(auth.signOut()).rejects.toMatchObject({ status: 0 });
    expect(onSession).not.toHaveBeenCalled();
  });
});

describe("errors", () => {
  it("carry the code, the sentence and what the problem adds", async () => {
    answer = () => ({
      status: 429,
      body: { code: "rate_limited", detail: "Wait a little.", retry_after_s: 7 },
    });
    const error = await createApi({ seat: "agent" })
      .me.get()
      .catch((reason: unknown) => reason as ApiError);
    expect(error).toMatchObject({ code: "rate_limited", retryAfterS: 7, retryable: true });
    expect(errorText(error)).toBe("Wait a little.");
  });

  it("say that the same command, sent before, may soon be answered", async () => {
    answer = () => ({
      status: 409,
      body: { code: "idempotency_in_progress", detail: "Ask again.", retry_after_s: 1 },
    });
    await expect(createApi({ seat: "agent" }).calls.join("c1")).rejects.toMatchObject({
      retryAfterS: 1,
      retryable: true,
    });
    answer = () => ({ status: 409, body: { code: "already_in_call", detail: "You are." } });
    await expect(createApi({ seat: "agent" }).calls.join("c1")).rejects.toMatchObject({
      retryable: false,
    });
  });

  it("say that there was no answer", async () => {
    answer = () => Promise.reject(new TypeError("network"));
    await expect(createApi({ seat: "agent" }).me.get()).rejects.toMatchObject({
      status: 0,
      code: "unreachable",
      retryable: true,
    });
  });

  it("are made of answers that are no problem document, too", async () => {
    answer = () => ({ status: 502, body: "<html>" });
    await expect(createApi({ seat: "agent" }).me.get()).rejects.toBeInstanceOf(ApiError);
  });
});

it("keeps what is put into a path inside it", async () => {
  answer = () => ({ status: 200, body: {} });
  await createApi({ seat: "agent" }).rooms.join("a/../b?c");
  expect(requests[0]?.path).toBe("/rooms/a%2F..%2Fb%3Fc/join");
});

it("gives a transcript as the text of a document", async () => {
  answer = () => ({ status: 200, body: "WEBVTT\n" });
  const text = await createApi({ seat: "agent" }).calls.transcriptAs("c1", "vtt");
  expect(text).toBe("WEBVTT\n");
  expect(requests.map(({ path }) => path)).toEqual(["/calls/c1/transcript?format=vtt"]);
});
