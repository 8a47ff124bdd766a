import { afterEach, expect, it, vi } from "vitest";
import { microphoneAllowed, watchMicrophoneDenied } from "./microphone-permission";

const settle = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => vi.unstubAllGlobals());

class Status extends EventTarget {
  constructor(public state: PermissionState) {
    super();
  }
  become(state: PermissionState) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

function browserThatSays(status: Status): void {
  vi.stubGlobal("navigator", { permissions: { query: async () => status } });
}

it("knows of a denied microphone, and of its being allowed again", async () => {
  const status = new Status("denied");
  browserThatSays(status);
  const tell = vi.fn();
  const stop = watchMicrophoneDenied(tell);
  await settle();
  status.become("granted");
  expect(await microphoneAllowed()).toBe(true);
  stop();
  status.become("denied");
  expect(tell.mock.calls).toEqual([[true], [false]]);
});

it("takes nothing for denied where the browser does not tell", async () => {
  vi.stubGlobal("navigator", { permissions: { query: () => Promise.reject(new TypeError()) } });
  const tell = vi.fn();
  watchMicrophoneDenied(tell);
  await settle();
  expect(tell).not.toHaveBeenCalled();
  expect(await microphoneAllowed()).toBe(false);
});
