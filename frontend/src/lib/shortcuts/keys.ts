/** What a key does on the desk. One table: the key handler and the help both read it. */
export const SHORTCUTS = [
  { key: "m", command: "mute", label: "Mute or unmute yourself", scope: "call" },
  { key: "h", command: "hold", label: "Put the caller on hold, or resume", scope: "call" },
  { key: "t", command: "transfer", label: "Transfer the call", scope: "call" },
  { key: "k", command: "keypad", label: "Open the keypad of a phone in the call", scope: "call" },
  { key: "a", command: "accept", label: "Take the call that rings", scope: "offer" },
  { key: "d", command: "decline", label: "Decline the call that rings", scope: "offer" },
  { key: "/", command: "search", label: "Search what was said, as does Ctrl+K", scope: "always" },
  { key: "?", command: "help", label: "Show the keys", scope: "always" },
] as const;

export type Command = (typeof SHORTCUTS)[number]["command"];

export interface KeyScopes {
  /** In a call, with nothing open over it. */
  call: boolean;
  /** A call is ringing. */
  offer: boolean;
}

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
  typing: boolean;
  /** In a dialog, whose keys are its own. */
  inDialog: boolean;
}

/** The command of a key press, or null: while typing, or where it means nothing. */
export function commandFor(press: KeyPress, scopes: KeyScopes): Command | null {
  if (press.repeat || press.altKey) return null;
  const key = press.key.toLowerCase();
  if (press.ctrlKey || press.metaKey) return key === "k" && !press.inDialog ? "search" : null;
  if (press.typing) return null;
  const shortcut = SHORTCUTS.find((candidate) => candidate.key === key);
  if (!shortcut) return null;
  if (shortcut.scope === "always") return shortcut.command;
  return scopes[shortcut.scope] ? shortcut.command : null;
}

const TEXT_INPUTS = "input, textarea, select, [contenteditable], [role=combobox], [role=textbox]";
const NOT_TEXT = "input[type=checkbox], input[type=radio], input[type=range], input[type=button]";

export function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog]") !== null;
}

/** Whether a key pressed on this element is meant as text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest(TEXT_INPUTS) !== null && target.closest(NOT_TEXT) === null;
}
