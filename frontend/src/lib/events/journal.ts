import type { EventView } from "@/lib/api/types";

/** More than can arrive while one snapshot is loading. */
const KEEP = 2000;

/**
 * The latest events, so that a snapshot which was under way while events arrived can be brought up
 * to date with them.
 */
export class Journal {
  private readonly events: EventView[] = [];
  private dropped = 0;

  add(event: EventView): void {
    this.events.push(event);
    if (this.events.length > KEEP) {
      this.events.shift();
      this.dropped += 1;
    }
  }

  /** Now, for `since`. */
  mark(): number {
    return this.dropped + this.events.length;
  }

  since(mark: number): EventView[] {
    return this.events.slice(Math.max(0, mark - this.dropped));
  }

  /** Loads a snapshot and applies what happened meanwhile. */
  async catchUp<T>(load: () => Promise<T>, reduce: (value: T, event: EventView) => T): Promise<T> {
    const mark = this.mark();
    const snapshot = await load();
    return this.since(mark).reduce(reduce, snapshot);
  }
}
