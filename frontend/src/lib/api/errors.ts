/** A refusal from the API (RFC 9457 problem document), or no answer at all (`status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    /** Stable, for programs. `unreachable` when there was no answer. */
    readonly code: string,
    /** A sentence for a person. */
    readonly detail: string,
    /** The whole problem document, with what a conflict or a limit adds to it. */
    readonly problem: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }

  /**
   * Whether the same request may succeed later: no answer, too many tries, a part is down, or it was
   * sent before and is being worked on.
   */
  get retryable(): boolean {
    if (this.code === "idempotency_in_progress") return true;
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Seconds to wait before the next try, when the server said so. */
  get retryAfterS(): number | null {
    const value = this.problem.retry_after_s;
    return typeof value === "number" ? value : null;
  }
}

export function isApiError(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}

/** What to tell a person about any error. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError) return error.detail;
  return "Something went wrong. Try again.";
}
