import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { briefing } from "@/lib/api/briefing.testing";
import { ApiError } from "@/lib/api/errors";
import type { PhonesView, TransferCreate } from "@/lib/api/types";
import { recentNumbers, rememberNumber } from "./recent-numbers";
import { PHONES, TransferDesk } from "./transfer-desk.testing";

afterEach(cleanup);

beforeEach(() => localStorage.clear());

const LIVE = briefing({
  text: "Charged twice.",
  spoken: "Ines was charged twice.",
  facts: [{ label: "Order", value: "7319", segment_id: null }],
});

interface DeskProps {
  onStart: (input: TransferCreate) => Promise<void>;
  phones?: PhonesView | null;
}

function Desk({ onStart, phones }: DeskProps) {
  return <TransferDesk live={LIVE} onStart={onStart} phones={phones} />;
}

async function opened(onStart = vi.fn().mockResolvedValue(undefined), phones?: PhonesView | null) {
  render(<Desk onStart={onStart} phones={phones} />);
  const dialog = within(await screen.findByRole("dialog", { name: "Transfer call" }));
  return { dialog, onStart, to: dialog.getByRole("combobox", { name: "Transfer to" }) };
}

async function withPhone(onStart?: Parameters<typeof opened>[0]) {
  const { dialog, ...rest } = await opened(onStart);
  await userEvent.click(dialog.getByRole("option", { name: /Phone number/ }));
  const number = dialog.getByRole("textbox", { name: "Phone number" });
  return { dialog, number, ...rest };
}

describe("a phone", () => {
  it("takes its number, Enter to choose and Enter to call", async () => {
    const { dialog, onStart, to } = await opened();
    await userEvent.type(to, "4155551212{Enter}");
    const number = dialog.getByRole("textbox", { name: "Phone number" });
    expect(document.activeElement).toBe(number);
    await dialog.findByText("+1 415 555 1212 · United States");
    expect(dialog.getByText("+14155551212")).toBeTruthy();
    await userEvent.keyboard("{Enter}");
    expect(onStart).toHaveBeenCalledWith({
      target: { phone_number: "+14155551212" },
      mode: "introduce",
      briefing: null,
    });
  });

  it("is formatted and checked as its number is typed", async () => {
    const { dialog, number } = await withPhone();
    await dialog.findByText("Calls go to United Kingdom and United States only.");
    await userEvent.type(number, "415555");
    expect(dialog.getByText("The number is not complete yet.")).toBeTruthy();
    expect(number.getAttribute("aria-invalid")).toBe("false");
    await userEvent.type(number, "1212");
    expect(number).toHaveProperty("value", "(415) 555-1212");
    expect(dialog.getByText("+1 415 555 1212 · United States")).toBeTruthy();
    await userEvent.clear(number);
    await userEvent.type(number, "+33612345678");
    expect(number.getAttribute("aria-invalid")).toBe("true");
    expect(dialog.getByText(/^Calls to France are not allowed/)).toBeTruthy();
  });

  it("is not called with a number that is none", async () => {
    const { dialog, number, onStart } = await withPhone();
    const start = dialog.getByRole("button", { name: "Transfer to Phone" });
    await userEvent.click(start);
    expect(dialog.getByText("Type the number to call.")).toBeTruthy();
    expect(document.activeElement).toBe(number);
    await dialog.findByText("Type the number to call.");
    await userEvent.type(number, "900 555 1212");
    await dialog.findByText(/^Premium-rate numbers/);
    await userEvent.click(start);
    expect(onStart).not.toHaveBeenCalled();
  });

  it("is called with extension and name, which are offered the next time", async () => {
    const { dialog, number, onStart } = await withPhone();
    await userEvent.type(number, "+44 20 7946 0018");
    await userEvent.type(dialog.getByRole("textbox", { name: "Extension" }), "1,2 a#");
    await userEvent.type(dialog.getByRole("textbox", { name: "Who is this?" }), "Bea ");
    await dialog.findByText("+44 20 7946 0018 · United Kingdom");
    expect(dialog.getByText("You talk with Bea while Ines hears music, then decide.")).toBeTruthy();
    await userEvent.click(dialog.getByRole("radio", { name: "Consult first" }));
    await userEvent.click(dialog.getByRole("button", { name: "Transfer to Phone" }));
    expect(onStart).toHaveBeenCalledWith({
      target: { phone_number: "+442079460018", extension: "1w2#", name: "Bea" },
      mode: "consult",
      briefing: null,
    });
    await waitFor(() =>
      expect(recentNumbers("ana")).toEqual([
        { number: "+442079460018", display: "+44 20 7946 0018", name: "Bea", extension: "1w2#" },
      ]),
    );
  });

  it("takes the extension that is typed behind its number", async () => {
    const { dialog, number, onStart } = await withPhone();
    await userEvent.type(number, "415 555 1212 ext 34");
    await dialog.findByText("+1 415 555 1212 · United States");
    await userEvent.keyboard("{Enter}");
    expect(onStart).toHaveBeenCalledWith(
      expect.objectContaining({ target: { phone_number: "+14155551212", extension: "34" } }),
    );
  });

  it("says what the server refuses", async () => {
    const refusal = new ApiError(429, "phone_limit", "You have called 20 phones in an hour.");
    const { dialog, number } = await withPhone(vi.fn().mockRejectedValue(refusal));
    await userEvent.type(number, "4155551212");
    await dialog.findByText("+1 415 555 1212 · United States");
    await userEvent.keyboard("{Enter}");
    expect((await dialog.findByRole("alert")).textContent).toBe(
      "You have called 20 phones in an hour.",
    );
  });
});

describe("the spoken briefing", () => {
  it("is what is spoken, with its length, and sent as it was changed", async () => {
    const { dialog, number, onStart } = await withPhone();
    const spoken = dialog.getByRole("textbox", { name: "Briefing, as it is spoken" });
    expect(spoken).toHaveProperty("value", "Ines was charged twice.");
    expect(dialog.getByText("4 words · 2 s to say")).toBeTruthy();
    expect(dialog.getByText(/press 1 to accept, 2 to decline, 3 to hear it again/)).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: /Order 7319/ }));
    await userEvent.type(number, "4155551212");
    await dialog.findByText("+1 415 555 1212 · United States");
    await userEvent.keyboard("{Enter}");
    expect(onStart).toHaveBeenCalledWith(
      expect.objectContaining({ briefing: "Ines was charged twice. Order: 7319." }),
    );
  });

  it("is another one than that for agents, and neither is lost", async () => {
    const { dialog, number } = await withPhone();
    await userEvent.type(number, "415");
    await userEvent.type(
      dialog.getByRole("textbox", { name: "Briefing, as it is spoken" }),
      " Be kind.",
    );
    await userEvent.click(dialog.getByRole("button", { name: "Choose an agent" }));
    expect(document.activeElement).toBe(dialog.getByRole("combobox", { name: "Transfer to" }));
    await userEvent.click(dialog.getByRole("option", { name: /room ID/ }));
    expect(dialog.getByRole("textbox", { name: "Briefing" })).toHaveProperty(
      "value",
      "Charged twice.",
    );
    await userEvent.click(dialog.getByRole("option", { name: /Phone number/ }));
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    const again = within(await screen.findByRole("dialog", { name: "Transfer call" }));
    const kept = again.getByRole("textbox", { name: "Phone number" });
    expect(kept).toHaveProperty("value", "(415)");
    await waitFor(() => expect(document.activeElement).toBe(kept));
    expect(again.getByRole("textbox", { name: "Briefing, as it is spoken" })).toHaveProperty(
      "value",
      "Ines was charged twice. Be kind.",
    );
  });
});

it("offers the numbers called before, until they are forgotten", async () => {
  rememberNumber("ana", {
    number: "+14155551212",
    display: "+1 415 555 1212",
    name: "Bea",
    extension: "34",
  });
  const { dialog, number } = await withPhone();
  await userEvent.click(dialog.getByRole("button", { name: "Use Bea +1 415 555 1212" }));
  expect(number).toHaveProperty("value", "+1 415 555 1212");
  expect(dialog.getByRole("textbox", { name: "Who is this?" })).toHaveProperty("value", "Bea");
  expect(dialog.getByRole("textbox", { name: "Extension" })).toHaveProperty("value", "34");
  await userEvent.click(dialog.getByRole("button", { name: "Forget Bea +1 415 555 1212" }));
  expect(dialog.queryByRole("list", { name: "Recent numbers" })).toBeNull();
  expect(recentNumbers("ana")).toEqual([]);
});

describe("without phones", () => {
  const missing = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"];

  it.each<[PhonesView | null, string]>([
    [
      { ...PHONES, available: false, missing },
      "Phones are not set up. Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER: see docs/phones.md.",
    ],
    [{ ...PHONES, available: false }, "Phones cannot be called now: see docs/phones.md."],
    [null, "The server has not said yet whether phones are set up."],
  ])("says why in one line and starts nothing", async (phones, line) => {
    const { dialog, onStart } = await opened(undefined, phones);
    const option = dialog.getByRole("option", { name: /Phone number/ });
    expect(option.textContent).toContain(phones ? "Not set up" : "Dialled for you");
    await userEvent.click(option);
    expect(dialog.getByText(line)).toBeTruthy();
    expect(dialog.queryByRole("alert")).toBeNull();
    expect(dialog.queryByRole("textbox", { name: "Phone number" })).toBeNull();
    const start = dialog.getByRole("button", { name: "Transfer to Phone" });
    expect(start).toHaveProperty("disabled", true);
    await userEvent.type(
      dialog.getByRole("textbox", { name: "Briefing, as it is spoken" }),
      "{Control>}{Enter}{/Control}",
    );
    expect(onStart).not.toHaveBeenCalled();
  });
});
