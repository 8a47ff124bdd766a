import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import type { ParticipantView } from "@/lib/api/types";
import type { SendDigits } from "./digit-sender";
import { type KeyLine, withKeys } from "./key-log";
import { KeyNotice } from "./key-notice";
import { KeypadDialog } from "./keypad-dialog";
import { phoneKeyOf } from "./keys";
import { type PhoneInCall, phonesIn } from "./phones-in";
import { type Keypad, useKeypad } from "./use-keypad";

afterEach(cleanup);

const BEA = { participantId: "p-bea", name: "Bea", number: "+1 415-555-1212" };
const INES = { participantId: "p-ines", name: "+44 20 7946 0018", number: null };

let keypad: Keypad;

function Desk(props: { send: SendDigits; phones: readonly PhoneInCall[]; blocked?: string }) {
  keypad = useKeypad(props.send);
  return (
    <KeypadDialog
      open
      onClose={() => undefined}
      phones={props.phones}
      keypad={keypad}
      blocked={props.blocked ?? null}
    />
  );
}

async function opened(send: SendDigits, phones: readonly PhoneInCall[] = [BEA], blocked?: string) {
  const { rerender } = render(<Desk send={send} phones={phones} blocked={blocked} />);
  const dialog = within(await screen.findByRole("dialog", { name: "Keypad" }));
  return {
    dialog,
    key: (name: string) => dialog.getByRole("button", { name }),
    sent: () => dialog.getByRole("status", { name: "Keys sent" }).textContent,
    lines: () =>
      within(dialog.getByRole("list", { name: "Keys pressed" }))
        .getAllByRole("listitem")
        .map((line) => line.textContent),
    becomes: (now: readonly PhoneInCall[]) => rerender(<Desk send={send} phones={now} />),
  };
}

describe("the keypad", () => {
  it("sends each key, by mouse and by keyboard, and shows what was sent", async () => {
    const send = vi.fn().mockResolvedValue(undefined);
    const { key, sent, lines } = await opened(send);
    await userEvent.click(key("5"));
    await userEvent.click(key("*"));
    await userEvent.keyboard("0#a");
    expect(send.mock.calls.map(([to, digits]) => `${to} ${digits}`)).toEqual([
      "p-bea 5",
      "p-bea *",
      "p-bea 0",
      "p-bea #",
    ]);
    expect(sent()).toBe("5*0#");
    expect(lines()).toEqual(["Sent to Bea5*0#"]);
  });

  it("sends what is pressed meanwhile together, in order", async () => {
    let answer: () => void = () => undefined;
    const send = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
    const { sent } = await opened(send);
    await userEvent.keyboard("123");
    expect(send.mock.calls).toEqual([["p-bea", "1"]]);
    expect(sent()).toBe("123");
    await act(async () => answer());
    expect(send.mock.calls).toEqual([
      ["p-bea", "1"],
      ["p-bea", "23"],
    ]);
    await act(async () => answer());
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("says what was not sent, and sends none of what followed", async () => {
    let refuse: (error: Error) => void = () => undefined;
    const send = vi.fn(() => new Promise<void>((_, reject) => (refuse = reject)));
    const { dialog, lines } = await opened(send);
    await userEvent.keyboard("12");
    const gone = new ApiError(409, "not_on_the_phone", "Bea is not on the phone.");
    await act(async () => refuse(gone));
    expect(dialog.getByRole("alert").textContent).toBe("Not sent: 12. Bea is not on the phone.");
    expect(send).toHaveBeenCalledOnce();
    expect(lines()).toHaveLength(1);
    await userEvent.keyboard("3");
    expect(dialog.queryByRole("alert")).toBeNull();
    expect(send).toHaveBeenLastCalledWith("p-bea", "3");
  });

  it("asks which phone where there are two", async () => {
    const send = vi.fn().mockResolvedValue(undefined);
    const { dialog, sent } = await opened(send, [INES, BEA]);
    expect(dialog.getByRole("radio", { name: /Bea/ })).toHaveProperty("checked", true);
    await userEvent.keyboard("1");
    await userEvent.click(dialog.getByRole("radio", { name: /\+44/ }));
    expect(sent()).toBe("");
    await userEvent.keyboard("2");
    expect(send.mock.calls).toEqual([
      ["p-bea", "1"],
      ["p-ines", "2"],
    ]);
  });

  it("lists the keys pressed at the phone between those sent", async () => {
    const { lines } = await opened(vi.fn().mockResolvedValue(undefined));
    expect(lines()).toEqual(["Keys that are pressed, here or at the phone, are listed here."]);
    await userEvent.keyboard("1");
    for (const digits of ["4", "2"]) {
      act(() => keypad.heard({ participantId: "p-bea", name: "Bea", digits }));
    }
    await userEvent.keyboard("3");
    expect(lines()).toEqual(["Sent to Bea1", "Bea pressed42", "Sent to Bea3"]);
  });

  it("has no keys once the phone is gone, or without the server", async () => {
    const send = vi.fn();
    const { dialog, key, becomes } = await opened(send, [BEA], "There is no connection.");
    expect(dialog.getByRole("alert").textContent).toBe("There is no connection.");
    expect(key("1")).toHaveProperty("disabled", true);
    becomes([]);
    expect(dialog.getByRole("alert").textContent).toBe("No phone is in the call any more.");
    await userEvent.keyboard("1");
    expect(send).not.toHaveBeenCalled();
  });
});

it("knows the phone's keys on a keyboard, alone and once", () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false, repeat: false };
  expect(phoneKeyOf({ ...plain, key: "#" })).toBe("#");
  expect(phoneKeyOf({ ...plain, key: "k" })).toBeNull();
  for (const held of ["ctrlKey", "metaKey", "altKey", "repeat"]) {
    expect(phoneKeyOf({ ...plain, key: "1", [held]: true })).toBeNull();
  }
});

it("keeps the last lines of a long call", () => {
  let log: readonly KeyLine[] = [];
  for (let n = 0; n < 60; n += 1) {
    const by = n % 2 ? "agent" : "phone";
    log = withKeys(log, { participantId: "p", name: "Bea", by, digits: "1" });
  }
  expect(log).toHaveLength(50);
  expect(new Set(log.map((line) => line.id)).size).toBe(50);
});

it("tells keys that come together in one sentence", () => {
  const notice = new KeyNotice();
  expect(notice.textFor("p1", "Bea", "4", 0)).toBe("Bea pressed 4");
  expect(notice.textFor("p1", "Bea", "2", 500)).toBe("Bea pressed 4 2");
  expect(notice.textFor("p2", "Carl", "#", 600)).toBe("Carl pressed #");
  expect(notice.textFor("p2", "Carl", "1", 20_000)).toBe("Carl pressed 1");
});

it("finds the phones of a call, called or ringing in", () => {
  const phone = { display: "+1 415-555-1212" };
  const people = [
    { id: "p1", name: "+1 415-555-1212", phone, state: "present" },
    { id: "p2", name: "Ana", phone: null, state: "present" },
    { id: "p3", name: "Bea", phone, state: "present" },
    { id: "p4", name: "Carl", phone, state: "left" },
  ] as unknown as ParticipantView[];
  expect(phonesIn(people)).toEqual([
    { participantId: "p1", name: "+1 415-555-1212", number: null },
    { participantId: "p3", name: "Bea", number: "+1 415-555-1212" },
  ]);
});
