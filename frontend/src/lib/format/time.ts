/** A length of time as a clock shows it: 0:07, 4:12, 1:02:03. Below zero counts as none. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = String(total % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** The same for a screen reader: "4 minutes 12 seconds". */
export function speakDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const parts = [
    count(Math.floor(total / 3600), "hour"),
    count(Math.floor((total % 3600) / 60), "minute"),
    count(total % 60, "second"),
  ].filter((part) => part !== null);
  return parts.join(" ") || "0 seconds";
}

function count(number: number, unit: string): string | null {
  if (number === 0) return null;
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

/** Seconds between an ISO time and now; a clock that runs ahead gives 0, never less. */
export function secondsSince(iso: string, nowMs: number): number {
  return Math.max(0, (nowMs - Date.parse(iso)) / 1000);
}

/** Seconds from now until an ISO time; 0 when it has passed. */
export function secondsUntil(iso: string, nowMs: number): number {
  return Math.max(0, (Date.parse(iso) - nowMs) / 1000);
}

/** The time of day in the reader's own way: 14:05, 2:05 PM. */
export function formatClock(iso: string, locale?: string): string {
  return new Date(iso).toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });
}
