/**
 * How long received sound is kept before it is played while connections are made and closed, which
 * takes the processor from whatever brings the sound. Packets up to so much late are then not missed;
 * concealment alone hides 20 to 30 ms.
 */
export const CUSHION_MS = 80;

/** Connections are made and closed within this; then sound is played as early as it can be. */
const SETTLED_AFTER_MS = 5000;

export interface Cushioned {
  cushion(on: boolean): void;
}

/** Gives every connection of a call more delay for a while, each time one of them changes. */
export class Cushion {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly connections: ReadonlySet<Cushioned>) {}

  /** To be called when a connection is about to be made, switched to, or closed. */
  soften(): void {
    clearTimeout(this.timer);
    this.all(true);
    this.timer = setTimeout(() => this.all(false), SETTLED_AFTER_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private all(on: boolean): void {
    for (const connection of this.connections) connection.cushion(on);
  }
}
