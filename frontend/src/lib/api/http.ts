import { ApiError } from "./errors";
import { newIdempotencyKey } from "./idempotency-key";
import type { AnswerOf, Method, Operation, PathFor, RequestOf } from "./typed";

/**
 * Where the API is: its own origin in the exported build, `NEXT_PUBLIC_BACKEND_URL` when the pages
 * are served by `next dev`.
 */
const BACKEND_URL = process.env.NEXT_PUBLIC_BACKEND_URL ?? "";

/** A server that takes longer than this is treated as unreachable. */
const REQUEST_TIMEOUT_MS = 15_000;

/** The address of an event stream, which the browser opens by itself. */
export function streamUrl(path: "/api/events" | "/api/events/caller", query = ""): string {
  return BACKEND_URL + path + query;
}

/** What goes with a request beside what its route wants. */
interface Sending {
  /** A bearer token. The cookies go with every request. */
  token?: string | null;
  /** The `Idempotency-Key` of a command that is sent again; a command without one gets a new one. */
  key?: string;
}

/** Sends one request. Answers the JSON, the text of what is none, undefined for 204, or throws an {@link ApiError}. */
export async function http<M extends Method, P extends PathFor<M>>(
  method: M,
  route: P,
  request: RequestOf<Operation<M, P>>,
  { token, key }: Sending = {},
): Promise<AnswerOf<Operation<M, P>>> {
  const { path, query, body } = request as LooseRequest;
  const headers = new Headers({ Accept: "application/json" });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (method !== "get") headers.set("Idempotency-Key", key ?? newIdempotencyKey());
  const response = await send(
    method,
    BACKEND_URL + fill(route, path) + queryOf(query),
    headers,
    body,
  );
  if (!response.ok) throw await problemOf(response);
  return (await contentOf(response)) as AnswerOf<Operation<M, P>>;
}

function contentOf(response: Response): Promise<unknown> {
  if (response.status === 204) return Promise.resolve(undefined);
  const json = response.headers.get("Content-Type")?.includes("json") ?? true;
  return json ? response.json() : response.text();
}

/** The same request with its types forgotten, as the network sees it. */
interface LooseRequest {
  path?: Record<string, string>;
  query?: Record<string, string | number | null | undefined>;
  body?: unknown;
}

async function send(
  method: Method,
  url: string,
  headers: Headers,
  body: unknown,
): Promise<Response> {
  try {
    return await fetch(url, {
      method: method.toUpperCase(),
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "include",
      cache: "no-store",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch {
    throw new ApiError(0, "unreachable", "The server does not answer. Trying again may help.");
  }
}

function fill(route: string, path: LooseRequest["path"] = {}): string {
  return route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
}

function queryOf(query: LooseRequest["query"] = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = await response.json().catch(() => null);
  if (problem && typeof problem === "object" && typeof problem.code === "string") {
    const detail = typeof problem.detail === "string" ? problem.detail : response.statusText;
    return new ApiError(response.status, problem.code, detail, problem);
  }
  return new ApiError(
    response.status,
    response.status >= 500 ? "unavailable" : "unexpected_answer",
    "The server gave an answer this page does not understand. Reload the page.",
  );
}
