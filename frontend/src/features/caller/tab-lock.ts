import { pause } from "@/lib/moves/pause";

const NAME = "wt.caller";

/** A reloaded page still holds its lock for a moment while it is torn down. */
const TRIES = 8;
const TRY_AGAIN_MS = 100;

/** Sees to it that one tab of this browser is in the call. */
export class TabLock {
  private release: (() => void) | null = null;

  /** `onTakenOver` is called when the person chose to go on in another tab. */
  constructor(private readonly onTakenOver: () => void) {}

  /** Whether this tab may be in the call now. `takeOver` takes the right from the tab that has it. */
  async acquire(takeOver = false): Promise<boolean> {
    if (this.release || !("locks" in navigator)) return true;
    for (let tries = 1; ; tries += 1) {
      if (await this.ask(takeOver ? { steal: true } : { ifAvailable: true })) return true;
      if (tries === TRIES) return false;
      await pause(TRY_AGAIN_MS);
    }
  }

  free(): void {
    const { release } = this;
    this.release = null;
    release?.();
  }

  /**
   * What the browser answers, however long that takes: a busy one is not another tab. One that
   * refuses locks altogether, as where storage is blocked, keeps nobody out.
   */
  private ask(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const held = navigator.locks.request(NAME, options, (lock) => {
        resolve(lock !== null);
        if (!lock) return;
        return new Promise<void>((release) => {
          this.release = release;
        });
      });
      held.catch(() => {
        const wasOurs = this.release !== null;
        this.release = null;
        if (wasOurs) this.onTakenOver();
        else resolve(true);
      });
    });
  }
}
