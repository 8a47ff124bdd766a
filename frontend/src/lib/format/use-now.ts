import { useSyncExternalStore } from "react";
import { serverNow } from "@/lib/clock";

/** All clocks of a page tick together, on the server's full second. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let now = 0;

function tick(): void {
  now = serverNow();
  timer = setTimeout(tick, 1000 - (now % 1000));
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

function current(): number {
  // Before anybody listens nothing ticks, and a stale time would be shown for a moment.
  if (listeners.size === 0) now = Math.floor(serverNow() / 1000) * 1000;
  return now;
}

/** The server's time in milliseconds, renewed every second. 0 while the page is built. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, current, () => 0);
}
