/** `reconnecting` also covers a server that is down; what is on screen may be out of date then. */
export type StreamState = "connecting" | "open" | "reconnecting";

/** What a stream tells. Each frame says which ids it stands on, so that one lost or told twice shows. */
export type Frame =
  /** The stream begins anew after `id`; what was before it has to be loaded. */
  | { kind: "begin"; id: number }
  /** The event `id`, with none between it and `after`. `data` is its JSON. */
  | { kind: "event"; after: number; id: number; data: string }
  /** Everything up to `id` was told. */
  | { kind: "at"; id: number };

export interface SourceOptions {
  url: string;
  /** The last id taken in; null before the stream has begun. */
  position(): number | null;
  onFrame(frame: Frame): void;
  onState(state: StreamState): void;
  /** Awaited before a stream that the server refused is opened again; renews the cookie, say. */
  beforeReopen?(): Promise<unknown>;
}

/** Where frames come from: a connection of this tab's own, or one that tabs share. */
export interface Source {
  open(): void;
  close(): void;
}
