const NAME = "wt.caller";

/** A reloaded page still holds its lock for a moment while it is torn down. */
const WAIT_MS = 800;

/** Sees to it that one tab of this browser is in the call. */
export class TabLock {
  private release: (() => void) | null = null;

  /** `onTakenOver` is called when the person chose to go on in another tab. */
  constructor(private readonly onTakenOver: () => void) {}

  /** Whether this tab may be in the call now. `takeOver` takes the right from the tab that has it. */
  acquire(takeOver = false): Promise<boolean> {
    if (this.release || !("locks" in navigator)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), WAIT_MS);
      const options = takeOver ? { steal: true } : { signal: patience.signal };
      const held = navigator.locks.request(NAME, options, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise<void>((release) => {
          this.release = release;
        });
      });
      held.catch(() => {
        const wasOurs = this.release !== null;
        this.release = null;
        if (wasOurs) this.onTakenOver();
        else resolve(false);
      });
    });
  }

  free(): void {
    const { release } = this;
    this.release = null;
    release?.();
  }
}
