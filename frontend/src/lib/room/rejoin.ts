import type { RoomConnection } from "./types";

/** Quick at first, for a short cut; then steady, to be back soon after the server is. */
const DELAYS_MS = [0, 300, 700, 1000, 1500, 2000];

const GIVE_UP_AFTER_MS = 180_000;

export interface Rejoin {
  /** What to try first, without asking. */
  first?: RoomConnection;
  /** `null`: the call is over. */
  fetchConnection(): Promise<RoomConnection | null>;
  enter(connection: RoomConnection): Promise<void>;
  signal: AbortSignal;
}

/**
 * Tries to enter until it works. Every attempt asks anew where one belongs, since rooms change and
 * tokens expire within minutes.
 */
export async function untilJoined(
  rejoin: Rejoin,
): Promise<"joined" | "over" | "gave_up" | "aborted"> {
  const { first, fetchConnection, enter, signal } = rejoin;
  const started = performance.now();
  for (let attempt = 0; ; attempt++) {
    await pause(DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)] ?? 0, signal);
    if (signal.aborted) break;
    try {
      const connection = (attempt === 0 && first) || (await fetchConnection());
      if (signal.aborted) break;
      if (connection === null) return "over";
      await enter(connection);
      return signal.aborted ? "aborted" : "joined";
    } catch {
      // That the server or LiveKit is away is not final; the time limit is.
      if (signal.aborted) break;
      if (performance.now() - started > GIVE_UP_AFTER_MS) return "gave_up";
    }
  }
  return "aborted";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
