const KEY_BYTES = 16;

/**
 * A key for one command. Sent again with it, the command is done once and answered as the first
 * time; whoever guesses it may get that answer, so it is random.
 */
export function newIdempotencyKey(): string {
  // Not randomUUID, which pages have only where they come by HTTPS or from localhost.
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
