export interface LeadershipOptions {
  onLead(): void;
  /** Another tab took it over. */
  onLost(): void;
  /** The browser gives no locks, as where storage is blocked. */
  onRefused(): void;
}

/** Which one of the browser's tabs leads: the one that holds the lock of that name. */
export class Leadership {
  /** The request that counts. An earlier one, granted late, gives the lock back at once. */
  private request: object | null = null;
  private release: (() => void) | null = null;

  constructor(
    private readonly name: string,
    private readonly options: LeadershipOptions,
  ) {}

  /** Leads once no other tab does, the one that has waited longest first. */
  stand(): void {
    this.ask({});
  }

  /** Leads in the place of the tab that does. */
  seize(): void {
    this.ask({ steal: true });
  }

  leave(): void {
    this.request = null;
    this.release?.();
    this.release = null;
  }

  private ask(lockOptions: LockOptions): void {
    const request = {};
    this.request = request;
    const lead = () => {
      if (this.request !== request) return;
      return new Promise<void>((release) => {
        this.release = release;
        this.options.onLead();
      });
    };
    navigator.locks.request(this.name, lockOptions, lead).catch(() => {
      if (this.request !== request) return;
      const led = this.release !== null;
      this.release = null;
      if (led) this.options.onLost();
      else this.options.onRefused();
    });
  }
}
