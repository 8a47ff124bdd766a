import { act, cleanup, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { shortcutsSetting } from "./setting";
import { useShortcuts } from "./use-shortcuts";

afterEach(() => {
  cleanup();
  shortcutsSetting.set(true);
});

const IN_CALL = { call: true, offer: false };

function Call({ onMute }: { onMute: () => void }) {
  useShortcuts(IN_CALL, { mute: onMute });
  return null;
}

function Page({ onHelp, onMute }: { onHelp: () => void; onMute: () => void }) {
  useShortcuts({ call: false, offer: false }, { help: onHelp });
  return <Call onMute={onMute} />;
}

it("lets each part of a page have its own keys, also once they were off and on again", async () => {
  const [onHelp, onMute] = [vi.fn(), vi.fn()];
  render(<Page onHelp={onHelp} onMute={onMute} />);
  act(() => shortcutsSetting.set(false));
  await userEvent.keyboard("?m");
  expect(onHelp).not.toHaveBeenCalled();
  act(() => shortcutsSetting.set(true));
  await userEvent.keyboard("?m");
  expect(onHelp).toHaveBeenCalledOnce();
  expect(onMute).toHaveBeenCalledOnce();
});
