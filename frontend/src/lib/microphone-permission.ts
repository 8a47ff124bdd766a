/** What the browser says of the microphone without asking for it; null where it does not tell. */
async function permission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: "microphone" as PermissionName });
  } catch {
    return null;
  }
}

/** Whether the microphone may be opened without asking. */
export async function microphoneAllowed(): Promise<boolean> {
  return (await permission())?.state === "granted";
}

/** Tells at once and at every change whether the microphone is known to be denied. Returns how to stop. */
export function watchMicrophoneDenied(tell: (denied: boolean) => void): () => void {
  const stopped = new AbortController();
  void permission().then((status) => {
    if (!status || stopped.signal.aborted) return;
    const look = () => tell(status.state === "denied");
    status.addEventListener("change", look, { signal: stopped.signal });
    look();
  });
  return () => stopped.abort();
}
