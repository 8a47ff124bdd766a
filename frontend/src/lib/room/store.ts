/** Holds one immutable value and tells its subscribers of changes, as `useSyncExternalStore` wants. */
export class Store<T extends object> {
  private readonly subscribers = new Set<() => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };

  /** Merges `change`; without a difference nobody is told. */
  update(change: { readonly [K in keyof T]?: T[K] }): void {
    const keys = Object.keys(change) as (keyof T)[];
    if (keys.every((key) => same(this.value[key], change[key]))) return;
    this.value = { ...this.value, ...change };
    for (const subscriber of [...this.subscribers]) subscriber();
  }
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
  }
  return Object.is(a, b);
}
