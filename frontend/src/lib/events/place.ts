import type { Frame } from "./frames";

export interface PlaceOptions {
  /** The next event, each once and in order. */
  onEvent(data: string): void;
  /** There is no going on from the last event: load fresh snapshots. */
  onFresh(): void;
}

/** How far this tab has come in a stream, whoever brings it the frames and however often. */
export class Place {
  private id: number | null = null;

  constructor(private readonly options: PlaceOptions) {}

  /** The last id taken in; null before the stream has begun. */
  readonly position = (): number | null => this.id;

  forget(): void {
    this.id = null;
  }

  readonly take = (frame: Frame): void => {
    const known = this.id !== null && frame.id <= this.id;
    if (frame.kind === "begin" || (frame.kind === "at" && !known)) {
      this.begin(frame.id);
    } else if (frame.kind === "event" && this.id !== null && !known) {
      // With a hole before it, there is no going on; the snapshot has this one too.
      if (frame.after > this.id) this.begin(frame.id);
      else this.deliver(frame.id, frame.data);
    }
  };

  private begin(id: number): void {
    this.id = id;
    this.options.onFresh();
  }

  private deliver(id: number, data: string): void {
    this.id = id;
    this.options.onEvent(data);
  }
}
