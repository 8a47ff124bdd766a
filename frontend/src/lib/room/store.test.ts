import { describe, expect, it, vi } from "vitest";
import { Store } from "./store";

describe("Store", () => {
  it("gives a new value for a change and the same one for none", () => {
    const store = new Store({ names: ["a"], count: 1 });
    const told = vi.fn();
    store.subscribe(told);
    const before = store.get();
    store.update({ names: ["a"], count: 1 });
    expect(store.get()).toBe(before);
    expect(told).not.toHaveBeenCalled();
    store.update({ names: ["a", "b"] });
    expect(store.get()).toEqual({ names: ["a", "b"], count: 1 });
    expect(before).toEqual({ names: ["a"], count: 1 });
    expect(told).toHaveBeenCalledTimes(1);
  });

  it("tells nobody who has unsubscribed", () => {
    const store = new Store({ count: 0 });
    const told = vi.fn();
    store.subscribe(told)();
    store.update({ count: 1 });
    expect(told).not.toHaveBeenCalled();
  });
});
