let offsetMs = 0;

/** Sets this page's clock by the server's, so that a device with a wrong time shows true durations. */
export function setServerTime(iso: string): void {
  const serverMs = Date.parse(iso);
  if (Number.isFinite(serverMs)) offsetMs = serverMs - Date.now();
}

/** The server's time in milliseconds, as well as this page knows it. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
