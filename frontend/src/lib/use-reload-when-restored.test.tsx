import { cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useReloadWhenRestored } from "./use-reload-when-restored";

const reload = vi.fn();

beforeEach(() => {
  reload.mockReset();
  vi.stubGlobal("location", { reload });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(persisted: boolean): void {
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
}

it("loads a page anew that is brought back", () => {
  renderHook(() => useReloadWhenRestored(false));
  show(false);
  expect(reload).not.toHaveBeenCalled();
  show(true);
  expect(reload).toHaveBeenCalledOnce();
});

it("leaves an idle page as it was", () => {
  renderHook(() => useReloadWhenRestored(true));
  show(true);
  expect(reload).not.toHaveBeenCalled();
});
