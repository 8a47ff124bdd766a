/**
 * A channel of that name to this browser's other tabs. Null where the browser gives none, as where
 * storage is blocked.
 */
export function tabChannel<M>(
  name: string,
  onMessage: (message: M) => void,
): BroadcastChannel | null {
  try {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<M>) => onMessage(data);
    return channel;
  } catch {
    return null;
  }
}
