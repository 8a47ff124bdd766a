"use client";

import clsx from "clsx";
import { formatDuration, secondsSince, secondsUntil, speakDuration } from "@/lib/format/time";
import { useNow } from "@/lib/format/use-now";

/** How long something has lasted, or (`until`) how long it still has. Counts by itself. */
export function Timer({
  since,
  until,
  className,
}: { className?: string } & (
  | { since: string; until?: undefined }
  | { until: string; since?: undefined }
)) {
  const now = useNow();
  const seconds =
    since === undefined ? Math.ceil(secondsUntil(until, now)) : secondsSince(since, now);
  return (
    <time
      dateTime={`PT${Math.floor(seconds)}S`}
      className={clsx("tabular-nums", className)}
      suppressHydrationWarning
    >
      <span aria-hidden>{formatDuration(seconds)}</span>
      <span className="sr-only">{speakDuration(seconds)}</span>
    </time>
  );
}
