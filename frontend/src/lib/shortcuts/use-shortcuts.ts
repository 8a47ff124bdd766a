import { useEffect, useRef } from "react";
import { useStore } from "@/lib/use-store";
import { type Command, commandFor, isInDialog, isTyping, type KeyScopes } from "./keys";
import { shortcutsSetting } from "./setting";

/** What to do for each command; the keys of others are left for whoever else listens. */
export type ShortcutHandlers = Partial<Record<Command, () => void>>;

/** Runs the handler of each shortcut pressed anywhere on the page, unless they are switched off. */
export function useShortcuts(scopes: KeyScopes, handlers: ShortcutHandlers): void {
  const enabled = useStore(shortcutsSetting);
  const latest = useRef({ scopes, handlers });
  latest.current = { scopes, handlers };

  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const { target } = event;
      const place = { typing: isTyping(target), inDialog: isInDialog(target) };
      const press = { ...pick(event), ...place };
      const command = commandFor(press, latest.current.scopes);
      const handler = command && latest.current.handlers[command];
      if (!handler) return;
      event.preventDefault();
      handler();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [enabled]);
}

function pick({ key, ctrlKey, metaKey, altKey, repeat }: KeyboardEvent) {
  return { key, ctrlKey, metaKey, altKey, repeat };
}
