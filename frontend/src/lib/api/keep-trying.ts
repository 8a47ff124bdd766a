import { pause } from "@/lib/moves/pause";
import { ApiError } from "./errors";

const TRY_AGAIN_MS = 2000;

/**
 * Until it works; null when given up. `onFailure` is told of each failure that is tried again.
 *
 * @throws ApiError a refusal, which trying again does not change
 */
export async function keepTrying<T>(
  work: () => Promise<T>,
  givenUp: AbortSignal,
  onFailure?: (error: unknown) => void,
): Promise<T | null> {
  while (!givenUp.aborted) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError && !error.retryable) throw error;
      if (!givenUp.aborted) onFailure?.(error);
      await pause(waitFor(error), givenUp);
    }
  }
  return null;
}

/** How long to wait after a failure, in milliseconds. */
export function waitFor(error: unknown): number {
  const seconds = error instanceof ApiError ? error.retryAfterS : null;
  return seconds === null ? TRY_AGAIN_MS : seconds * 1000;
}
