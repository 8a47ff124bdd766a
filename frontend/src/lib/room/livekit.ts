/**
 * LiveKit's client, loaded when first needed: a page that only shows a form does not pay for it.
 */
export type LiveKit = typeof import("livekit-client");

let loading: Promise<LiveKit> | undefined;

export function loadLiveKit(): Promise<LiveKit> {
  loading ??= import("livekit-client").then(
    (livekit) => {
      livekit.setLogLevel("warn");
      return livekit;
    },
    (error: unknown) => {
      loading = undefined; // a chunk that failed to load is asked for again
      throw error;
    },
  );
  return loading;
}

/** Loads the client and warms DNS and TLS towards `url`, so that joining later takes less time. */
export async function warmUp(url: string): Promise<void> {
  const { Room } = await loadLiveKit();
  await new Room().prepareConnection(url);
}
