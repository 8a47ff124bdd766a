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

it("loads a page anew that was in a call and is brought back", () => {
  renderHook(() => useReloadWhenRestored(true));
  show(false);
  expect(reload).not.toHaveBeenCalled();
  show(true);
  expect(reload).toHaveBeenCalledOnce();
});

it("leaves a page alone that was in none", () => {
  renderHook(() => useReloadWhenRestored(false));
  show(true);
  expect(reload).not.toHaveBeenCalled();
});
