import { ApiError, isApiError } from "@/lib/api/errors";
import { pause } from "./pause";

/** LiveKit reports a new track to the server within a second or so; be patient for longer. */
const PATIENCE_MS = 8000;
const AGAIN_MS = 250;

/**
 * Tells the server that we are in the destination, again and again while it cannot see it yet. Any
 * other refusal means that the transfer has gone on without us; its state then says what to do.
 */
export async function confirmMoved(
  report: () => Promise<void>,
  signal?: AbortSignal,
): Promise<"confirmed" | "refused" | "gave_up"> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!signal?.aborted && Date.now() < deadline) {
    try {
      await report();
      return "confirmed";
    } catch (error) {
      const worthAnotherTry =
        isApiError(error, "not_in_destination") || (error instanceof ApiError && error.retryable);
      if (!worthAnotherTry) return "refused";
    }
    await pause(AGAIN_MS, signal);
  }
  return "gave_up";
}
