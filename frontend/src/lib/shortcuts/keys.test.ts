import { describe, expect, it } from "vitest";
import { commandFor, isTyping, type KeyPress } from "./keys";

const CALL = { call: true, offer: false };

function press(key: string, over: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    typing: false,
    inDialog: false,
    ...over,
  };
}

describe("commandFor", () => {
  it.each([
    ["m", "mute"],
    ["M", "mute"],
    ["h", "hold"],
    ["t", "transfer"],
    ["k", "keypad"],
    ["?", "help"],
  ])("%s in a call is %s", (key, command) => {
    expect(commandFor(press(key), CALL)).toBe(command);
  });

  it("takes A and D only while a transfer is ringing", () => {
    expect(commandFor(press("a"), CALL)).toBeNull();
    expect(commandFor(press("a"), { call: false, offer: true })).toBe("accept");
    expect(commandFor(press("d"), { call: false, offer: true })).toBe("decline");
  });

  it("knows no call keys outside a call", () => {
    expect(commandFor(press("m"), { call: false, offer: false })).toBeNull();
    expect(commandFor(press("?"), { call: false, offer: false })).toBe("help");
  });

  it("searches by / and, also while typing, by Ctrl+K, but not over a dialog", () => {
    expect(commandFor(press("/"), CALL)).toBe("search");
    expect(commandFor(press("/", { typing: true }), CALL)).toBeNull();
    for (const modifier of [{ ctrlKey: true }, { metaKey: true }]) {
      const pressed = press("k", { ...modifier, typing: true });
      expect(commandFor(pressed, CALL)).toBe("search");
      expect(commandFor({ ...pressed, inDialog: true }, CALL)).toBeNull();
    }
  });

  it.each([
    { typing: true },
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { repeat: true },
  ])("ignores a key with %o", (over) => {
    expect(commandFor(press("m", over), CALL)).toBeNull();
  });
});

describe("isTyping", () => {
  it.each([
    ["<input>", true],
    ["<textarea></textarea>", true],
    ["<div contenteditable='true'></div>", true],
    ["<div role='textbox'></div>", true],
    ["<input type='checkbox'>", false],
    ["<input type='range'>", false],
    ["<button></button>", false],
  ])("%s → %s", (html, typing) => {
    document.body.innerHTML = html;
    expect(isTyping(document.body.firstElementChild)).toBe(typing);
  });
});
