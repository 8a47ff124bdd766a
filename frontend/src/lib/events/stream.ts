import { Store } from "@/lib/store";
import type { Source, SourceOptions, StreamState } from "./frames";
import { OwnSource } from "./own-source";
import { Place } from "./place";

export type { StreamState } from "./frames";

export interface EventStreamOptions<E> {
  url: string;
  onEvent(event: E): void;
  /**
   * The stream starts anew, with no event before it to build on: load fresh snapshots. Not called
   * when it goes on after the last event it had.
   */
  onFresh(): void;
  /** Awaited before a stream that the server refused is opened again; renews the cookie, say. */
  beforeReopen?(): Promise<unknown>;
  /** How events reach this tab: by a connection of its own unless told otherwise. */
  via?(options: SourceOptions): Source;
}

/** Server-sent events that come back by themselves, each once and in order. */
export class EventStream<E> {
  readonly state = new Store<StreamState>("connecting");
  private readonly place: Place;
  private readonly source: Source;
  private started = false;

  constructor(options: EventStreamOptions<E>) {
    this.place = new Place({
      onEvent: (data) => options.onEvent(JSON.parse(data) as E),
      onFresh: () => options.onFresh(),
    });
    const via = options.via ?? ((wishes) => new OwnSource(wishes));
    this.source = via({
      url: options.url,
      position: this.place.position,
      onFrame: this.place.take,
      onState: this.state.set,
      beforeReopen: options.beforeReopen,
    });
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.source.open();
  }

  stop(): void {
    this.started = false;
    this.source.close();
    this.place.forget();
    this.state.set("connecting");
  }
}
