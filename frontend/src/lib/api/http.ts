import { ApiError } from "./errors";

/**
 * Where the API is: its own origin in the exported build, `NEXT_PUBLIC_BACKEND_URL` when the pages
 * are served by `next dev`.
 */
export const API_BASE = `${process.env.NEXT_PUBLIC_BACKEND_URL ?? ""}/api`;

/** A server that takes longer than this is treated as unreachable. */
const REQUEST_TIMEOUT_MS = 15_000;

export interface HttpRequest {
  method?: "GET" | "POST" | "PUT" | "PATCH";
  /** Sent as JSON. */
  body?: unknown;
  query?: Record<string, string | number | null | undefined>;
  /** Bearer token; without it the cookies alone say who asks. */
  token?: string | null;
  signal?: AbortSignal;
}

/** Sends one request. Answers the JSON (undefined for 204) or throws an {@link ApiError}. */
export async function http<T>(path: string, request: HttpRequest = {}): Promise<T> {
  const response = await send(path, request);
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  throw await problemOf(response);
}

async function send(path: string, request: HttpRequest): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (request.token) headers.set("Authorization", `Bearer ${request.token}`);
  if (request.body !== undefined) headers.set("Content-Type", "application/json");
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    return await fetch(API_BASE + path + queryString(request.query), {
      method: request.method ?? "GET",
      headers,
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      credentials: "include",
      cache: "no-store",
      signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
    });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError(0, "unreachable", "The server does not answer. Trying again may help.");
  }
}

function queryString(query: HttpRequest["query"]): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
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
