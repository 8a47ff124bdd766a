type Use = (lock: object | null) => Promise<void> | undefined;

/** The browser's lock manager, as far as tabs use it that wait for a lock, steal it, or do neither. */
export class Locks {
  refuses = false;
  answersAfterMs = 0;
  private readonly asleep = new Set<() => void>();
  private readonly missed: (() => void)[] = [];
  private readonly stolen = new Map<string, () => void>();
  private readonly waiting = new Map<string, (() => void)[]>();

  async request(name: string, options: LockOptions, use: Use): Promise<void> {
    if (this.answersAfterMs > 0) await new Promise((go) => setTimeout(go, this.answersAfterMs));
    return this.answer(name, options, use);
  }

  private answer(name: string, { steal, ifAvailable }: LockOptions, use: Use): Promise<void> {
    if (this.refuses) return Promise.reject(new DOMException("no storage", "SecurityError"));
    return new Promise((over, fail) => {
      const grant = () => {
        const lose = () => {
          const learn = () => fail(new DOMException("stolen", "AbortError"));
          if (this.asleep.has(lose)) this.missed.push(learn);
          else learn();
        };
        this.stolen.set(name, lose);
        queueMicrotask(async () => {
          await use({});
          over();
          if (this.stolen.get(name) === lose) this.next(name);
        });
      };
      if (steal) this.stolen.get(name)?.();
      if (steal || !this.stolen.has(name)) grant();
      else if (ifAvailable) queueMicrotask(() => over(use(null)));
      else this.waiting.set(name, [...(this.waiting.get(name) ?? []), grant]);
    });
  }

  /** Those that hold a lock now learn only when they wake that it was stolen. */
  freezeHolders(): void {
    for (const lose of this.stolen.values()) this.asleep.add(lose);
  }

  wake(): void {
    for (const learn of this.missed) learn();
  }

  private next(name: string): void {
    this.stolen.delete(name);
    this.waiting.get(name)?.shift()?.();
  }
}
