import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { briefing } from "@/lib/api/briefing.testing";
import { ApiError } from "@/lib/api/errors";
import type { AgentView, PhonesView, Presence, TransferCreate } from "@/lib/api/types";
import { TransferDesk } from "./transfer-desk.testing";

afterEach(cleanup);

beforeEach(() => localStorage.clear());

function agent(id: string, name: string, presence: Presence, team = "Billing"): AgentView {
  return { id, username: id, name, team, role: "agent", presence };
}

const LIVE = briefing({
  text: "Charged twice.",
  headline: "Charged twice.",
  facts: [{ label: "Order", value: "7319", segment_id: null }],
});

interface DeskProps {
  onStart: (input: TransferCreate) => Promise<void>;
  zoe?: Presence;
  bea?: Presence;
  carl?: Presence;
  blocked?: string | null;
  phones?: PhonesView | null;
}

function Desk({ onStart, bea = "available", carl = "away", zoe = "offline", ...at }: DeskProps) {
  return (
    <TransferDesk
      live={LIVE}
      onStart={onStart}
      agents={[
        agent("ana", "Ana", "busy"),
        agent("bea", "Bea", bea),
        agent("carl", "Carl", carl),
        agent("zoe", "Zoë", zoe, "Support"),
      ]}
      inCall={new Set(["ana"])}
      {...at}
    />
  );
}

async function opened(
  onStart = vi.fn().mockResolvedValue(undefined),
  at: Omit<DeskProps, "onStart"> = {},
) {
  const { rerender } = render(<Desk onStart={onStart} {...at} />);
  const dialog = within(await screen.findByRole("dialog", { name: "Transfer call" }));
  return {
    dialog,
    onStart,
    to: dialog.getByRole("combobox", { name: "Transfer to" }),
    becomes: (change: Omit<DeskProps, "onStart">) =>
      rerender(<Desk onStart={onStart} {...change} />),
  };
}

describe("TransferDialog", () => {
  it("takes typing, Enter to choose and Enter to start", async () => {
    const { dialog, onStart, to } = await opened();
    await userEvent.type(to, "be{Enter}");
    expect(onStart).not.toHaveBeenCalled();
    expect(dialog.getByRole("option", { selected: true }).textContent).toContain("Bea");
    await userEvent.type(to, "{Enter}");
    expect(onStart).toHaveBeenCalledWith({
      target: { agent_id: "bea" },
      mode: "introduce",
      briefing: null,
    });
  });

  it("shows who cannot take the call and why, and does not choose them", async () => {
    const { dialog, onStart, to } = await opened();
    const carl = dialog.getByRole("option", { name: /Carl/ });
    expect(carl.textContent).toContain("Away");
    await userEvent.click(carl);
    await userEvent.type(to, "carl{Enter}");
    expect(onStart).not.toHaveBeenCalled();
    expect(dialog.getByRole("alert").textContent).toBe("Choose who takes the call.");
  });

  it("points at whom was typed for once they can take the call, and at nobody in their place", async () => {
    const { dialog, to, becomes } = await opened();
    becomes({ bea: "offline" });
    await userEvent.type(to, "billing");
    expect(to.getAttribute("aria-activedescendant")).toBeNull();
    becomes({ bea: "available" });
    expect(to.getAttribute("aria-activedescendant")).toBe(
      dialog.getByRole("option", { name: /Bea/ }).id,
    );
    becomes({ bea: "busy", carl: "available" });
    expect(to.getAttribute("aria-activedescendant")).toBeNull();
    becomes({ bea: "available" });
    await userEvent.clear(to);
    await userEvent.type(to, "billing");
    becomes({ bea: "busy", carl: "available" });
    expect(to.getAttribute("aria-activedescendant")).toBeNull();
    await userEvent.type(to, "{Enter}");
    expect(dialog.queryByRole("option", { selected: true })).toBeNull();
  });

  it("sends an edited briefing, started from inside it", async () => {
    const { dialog, onStart } = await opened();
    await userEvent.click(dialog.getByRole("option", { name: /Anyone with the room ID/ }));
    await userEvent.click(dialog.getByRole("button", { name: /Order 7319/ }));
    await userEvent.type(
      dialog.getByRole("textbox", { name: "Briefing" }),
      "{Control>}{Enter}{/Control}",
    );
    expect(onStart).toHaveBeenCalledWith({
      target: { open: true },
      mode: "introduce",
      briefing: "Charged twice.\n- Order: 7319",
    });
  });

  it("loses nothing when it is closed and opened again", async () => {
    const { dialog, to } = await opened();
    await userEvent.type(to, "bea{Enter}");
    await userEvent.type(dialog.getByRole("textbox", { name: "Briefing" }), " Be kind.");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    const again = within(await screen.findByRole("dialog", { name: "Transfer call" }));
    expect(again.getByRole("textbox", { name: "Briefing" })).toHaveProperty(
      "value",
      "Charged twice. Be kind.",
    );
    expect(again.getByRole("option", { selected: true }).textContent).toContain("Bea");
  });

  it("stays open with the reason when the server refuses", async () => {
    const refusal = new ApiError(409, "agent_busy", "Bea is in another call.");
    const { dialog, to } = await opened(vi.fn().mockRejectedValue(refusal));
    await userEvent.type(to, "bea{Enter}{Enter}");
    expect((await dialog.findByRole("alert")).textContent).toBe("Bea is in another call.");
  });

  it("does not report the transfer just started as what blocks it", async () => {
    const unanswered = new Promise<void>(() => undefined);
    const { dialog, to, becomes } = await opened(vi.fn().mockReturnValue(unanswered));
    await userEvent.type(to, "bea{Enter}{Enter}");
    becomes({ blocked: "A transfer is under way." });
    expect(dialog.queryByRole("alert")).toBeNull();
    expect(dialog.getByRole("button", { name: "Start transfer" })).toHaveProperty(
      "disabled",
      false,
    );
  });

  it("says what became of the agent who had been chosen", async () => {
    const { dialog, onStart, to, becomes } = await opened();
    await userEvent.type(to, "bea{Enter}");
    becomes({ bea: "busy" });
    await userEvent.click(dialog.getByRole("button", { name: "Start transfer" }));
    expect(dialog.getByRole("alert").textContent).toBe(
      "Bea is in a call now. Choose somebody else.",
    );
    expect(onStart).not.toHaveBeenCalled();
  });
});

const BOTH_FREE = { carl: "available", zoe: "available" } as const;

describe("how the call is handed over", () => {
  it("is chosen by keyboard, with what will happen to whom", async () => {
    const { dialog, onStart, to } = await opened();
    await userEvent.type(to, "bea{Enter}");
    const introduce = dialog.getByRole("radio", { name: "Introduce" });
    expect(introduce).toHaveProperty("checked", true);
    introduce.focus();
    await userEvent.keyboard("{ArrowDown}");
    const consult = dialog.getByRole("radio", {
      name: "Consult first",
      description: "You talk with Bea while Ines hears music, then decide.",
    });
    expect(consult).toHaveProperty("checked", true);
    await userEvent.keyboard("{Enter}");
    expect(onStart).toHaveBeenCalledWith({
      target: { agent_id: "bea" },
      mode: "consult",
      briefing: null,
    });
  });

  it("is as last time, but never direct by itself", async () => {
    const first = await opened();
    await userEvent.type(first.to, "bea{Enter}");
    await userEvent.click(first.dialog.getByRole("radio", { name: "Consult first" }));
    await userEvent.type(first.to, "{Enter}");
    cleanup();
    const second = await opened();
    expect(second.dialog.getByRole("radio", { name: "Consult first" })).toHaveProperty(
      "checked",
      true,
    );
    await userEvent.type(second.to, "bea{Enter}");
    await userEvent.click(second.dialog.getByRole("radio", { name: "Direct" }));
    await userEvent.type(second.to, "{Enter}");
    expect(second.onStart).toHaveBeenCalledWith(expect.objectContaining({ mode: "direct" }));
    cleanup();
    const third = await opened();
    expect(third.dialog.getByRole("radio", { name: "Direct" })).toHaveProperty("checked", false);
  });
});

describe("several agents", () => {
  it("are added by Shift+Enter and asked all at once", async () => {
    const { dialog, onStart, to } = await opened(undefined, BOTH_FREE);
    await userEvent.type(to, "bea{Enter}");
    await userEvent.clear(to);
    await userEvent.type(to, "carl{Shift>}{Enter}{/Shift}");
    const chosen = within(dialog.getByRole("list", { name: "Chosen agents" }));
    expect(chosen.getAllByRole("listitem").map((row) => row.textContent)).toEqual([
      "BeaAvailable",
      "CarlAvailable",
    ]);
    await userEvent.type(to, "{Enter}");
    expect(onStart).toHaveBeenCalledWith({
      target: { any_of: ["bea", "carl"], in_order: false },
      mode: "introduce",
      briefing: null,
    });
  });

  it("are added by a click on Add another, and put in order with the keyboard", async () => {
    const { dialog, onStart } = await opened(undefined, BOTH_FREE);
    const add = dialog.getByRole("button", { name: "Add another agent" });
    expect(add).toHaveProperty("disabled", true);
    await userEvent.click(dialog.getByRole("option", { name: /Bea/ }));
    await userEvent.click(add);
    expect(dialog.queryByRole("option", { name: /room ID|First to accept/ })).toBeNull();
    await userEvent.click(dialog.getByRole("option", { name: /Carl/ }));
    await userEvent.click(dialog.getByRole("option", { name: /Zoë/ }));
    await userEvent.click(dialog.getByRole("radio", { name: "In this order" }));
    dialog.getByRole("button", { name: "Ask Zoë earlier" }).focus();
    await userEvent.keyboard("{Enter}{Enter}{Enter}");
    const first = dialog.getByRole("button", { name: "Ask Zoë earlier" });
    expect(document.activeElement).toBe(first);
    expect(dialog.getByRole("status").textContent).toBe("Zoë is number 1 of 3.");
    await userEvent.click(dialog.getByRole("button", { name: "Do not ask Carl" }));
    await userEvent.click(dialog.getByRole("button", { name: "Start transfer" }));
    expect(onStart).toHaveBeenCalledWith({
      target: { any_of: ["zoe", "bea"], in_order: true },
      mode: "introduce",
      briefing: null,
    });
  });

  it("are one again when the others are taken out", async () => {
    const { dialog, onStart, to } = await opened(undefined, BOTH_FREE);
    await userEvent.type(to, "bea{Shift>}{Enter}{/Shift}");
    await userEvent.type(to, "carl{Shift>}{Enter}{/Shift}");
    await userEvent.click(dialog.getByRole("button", { name: "Do not ask Bea" }));
    expect(document.activeElement).toBe(to);
    await userEvent.keyboard("{Enter}");
    expect(onStart).toHaveBeenCalledWith(expect.objectContaining({ target: { agent_id: "carl" } }));
  });
});

describe("a team", () => {
  it("says how many can take the call, and rings them", async () => {
    const { dialog, onStart } = await opened(undefined, BOTH_FREE);
    const billing = dialog.getByRole("option", { name: /Billing First to accept/ });
    expect(billing.textContent).toContain("2 can take it");
    await userEvent.click(billing);
    await userEvent.click(dialog.getByRole("button", { name: "Start transfer" }));
    expect(onStart).toHaveBeenCalledWith(expect.objectContaining({ target: { team: "Billing" } }));
  });

  it("cannot be chosen while nobody of it can take a call", async () => {
    const { dialog, onStart, becomes } = await opened();
    await userEvent.click(dialog.getByRole("option", { name: /Billing First to accept/ }));
    becomes({ bea: "busy" });
    await userEvent.click(dialog.getByRole("button", { name: "Start transfer" }));
    expect(dialog.getByRole("alert").textContent).toBe(
      "Nobody of Billing can take a call now. Choose somebody else.",
    );
    expect(onStart).not.toHaveBeenCalled();
  });
});
