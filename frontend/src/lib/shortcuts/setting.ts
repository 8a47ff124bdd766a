import { Store } from "@/lib/store";

const KEY = "wt.shortcuts";

const store = new Store<boolean>(true);
let loaded = false;

/** Whether single keys do anything. A choice of this browser: they get in the way of speech input. */
export const shortcutsSetting = {
  get: (): boolean => {
    if (!loaded && typeof localStorage !== "undefined") {
      loaded = true;
      try {
        store.set(localStorage.getItem(KEY) !== "off");
      } catch {
        // Storage is blocked: the default holds.
      }
    }
    return store.get();
  },
  subscribe: store.subscribe,
  set: (on: boolean): void => {
    store.set(on);
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      // Storage is blocked: the choice holds until the page is left.
    }
  },
};
