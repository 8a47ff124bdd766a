import { useEffect, useRef } from "react";
import { useStore } from "@/lib/use-store";
import { type Command, commandFor, isTyping, type KeyScopes } from "./keys";
import { shortcutsSetting } from "./setting";

/** Runs `on` for each shortcut pressed anywhere on the page, unless they are switched off. */
export function useShortcuts(scopes: KeyScopes, on: (command: Command) => void): void {
  const enabled = useStore(shortcutsSetting);
  const latest = useRef({ scopes, on });
  latest.current = { scopes, on };

  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const press = { ...pick(event), typing: isTyping(event.target) };
      const command = commandFor(press, latest.current.scopes);
      if (!command) return;
      event.preventDefault();
      latest.current.on(command);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [enabled]);
}

function pick({ key, ctrlKey, metaKey, altKey, repeat }: KeyboardEvent) {
  return { key, ctrlKey, metaKey, altKey, repeat };
}
