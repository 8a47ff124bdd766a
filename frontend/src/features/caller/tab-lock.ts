import { BrowserLock } from "@/lib/browser-lock";
import { pause } from "@/lib/moves/pause";

const NAME = "wt.caller";

/** A reloaded page still holds its lock for a moment while it is torn down. */
const TRIES = 8;
const TRY_AGAIN_MS = 100;

/** Sees to it that one tab of this browser is in the call. */
export class TabLock {
  private readonly lock: BrowserLock;

  /** `onTakenOver` is called when the person chose to go on in another tab. */
  constructor(onTakenOver: () => void) {
    this.lock = new BrowserLock(NAME, { onTakenOver });
  }

  /** Whether this tab may be in the call now. `takeOver` takes the right from the tab that has it. */
  async acquire(takeOver = false): Promise<boolean> {
    if (takeOver) return this.lock.takeOver();
    for (let tries = 1; ; tries += 1) {
      if (await this.lock.ifFree()) return true;
      if (tries === TRIES) return false;
      await pause(TRY_AGAIN_MS);
    }
  }

  free(): void {
    this.lock.free();
  }
}
