export interface BrowserLockEvents {
  /** This tab has it from this moment on. */
  onHeld?(): void;
  /** Another tab took it from this one. */
  onTakenOver(): void;
}

/**
 * A lock that one tab of this browser has at a time, by its name. A tab that is closed or crashes
 * has let go of it.
 *
 * A browser that has no locks, or refuses them, as where storage is blocked, keeps nobody out: what is
 * asked for is given.
 */
export class BrowserLock {
  /** The request that counts. An earlier one, granted late, gives the lock back at once. */
  private request: object | null = null;
  private release: (() => void) | null = null;

  constructor(
    private readonly name: string,
    private readonly events: BrowserLockEvents,
  ) {}

  /** Whether this tab has it, now that no other one did. */
  ifFree(): Promise<boolean> {
    return this.ask({ ifAvailable: true });
  }

  /**
   * Waits until no other tab has it; the one that has waited longest is first. False when it was
   * asked for anew, or let go of, meanwhile.
   */
  whenFree(): Promise<boolean> {
    return this.ask({});
  }

  /** Takes it from the tab that has it. */
  takeOver(): Promise<boolean> {
    return this.ask({ steal: true });
  }

  /** Lets go of it, and no longer waits for it. */
  free(): void {
    const { release } = this;
    this.request = this.release = null;
    release?.();
  }

  /** What the browser answers, however long that takes: a busy one is not another tab. */
  private ask(options: LockOptions): Promise<boolean> {
    if (this.release) return Promise.resolve(true);
    const request = {};
    this.request = request;
    return new Promise((resolve) => {
      const give = () => {
        resolve(true);
        this.events.onHeld?.();
      };
      if (!("locks" in navigator)) return give();
      const use = (lock: Lock | null) => {
        if (!lock || this.request !== request) return resolve(false);
        return new Promise<void>((release) => {
          this.release = release;
          give();
        });
      };
      navigator.locks.request(this.name, options, use).catch(() => {
        if (this.request !== request) return resolve(false);
        const wasOurs = this.release !== null;
        this.release = null;
        if (wasOurs) this.events.onTakenOver();
        else give();
      });
    });
  }
}
