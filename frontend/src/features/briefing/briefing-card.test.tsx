import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ComponentProps } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { briefing } from "@/lib/api/briefing.testing";
import { ApiError } from "@/lib/api/errors";
import type { BriefingView } from "@/lib/api/types";
import { BriefingCard } from "./briefing-card";

const briefingVersions = vi.hoisted(() => vi.fn());
vi.mock("@/lib/session/seat", () => ({
  useSeat: () => ({ api: { calls: { briefingVersions } } }),
}));

afterEach(cleanup);

const BRIEFING = briefing({ version: 3, text: "Charged twice", headline: "Charged twice" });

function show(props: Partial<ComponentProps<typeof BriefingCard>> = {}) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <BriefingCard
        briefing={BRIEFING}
        onSave={() => Promise.resolve()}
        onAddNote={() => Promise.resolve()}
        {...props}
      />
    </QueryClientProvider>,
  );
}

it("saves an edit with the version it began from", async () => {
  const onSave = vi.fn().mockResolvedValue(undefined);
  show({ onSave });
  fireEvent.click(screen.getByRole("button", { name: "Edit" }));
  const field = screen.getByRole("textbox", { name: "Briefing text" });
  fireEvent.change(field, { target: { value: " Mine. " } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
  expect(onSave).toHaveBeenCalledWith("Mine.", 3);
});

it("keeps what was typed when somebody else was quicker, and saves it when asked again", async () => {
  const taken = new ApiError(409, "briefing_changed", "Bea has changed it.", { version: 5 });
  const onSave = vi.fn().mockRejectedValueOnce(taken).mockResolvedValue(undefined);
  show({ onSave });
  fireEvent.click(screen.getByRole("button", { name: "Edit" }));
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Briefing text" });
  fireEvent.change(field, { target: { value: "Mine." } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Bea has changed it.");
  expect(field.value).toBe("Mine.");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(onSave).toHaveBeenLastCalledWith("Mine.", 5));
});

it("adds a note, and shows whose it is", async () => {
  const onAddNote = vi.fn().mockResolvedValue(undefined);
  const notes = [{ text: "Calls from a car.", author: "Bea", at: "2026-01-01T09:00:00Z" }];
  show({ onAddNote, briefing: { ...BRIEFING, notes } });
  expect(screen.getByText("Calls from a car.").parentElement?.textContent).toContain("Bea");
  fireEvent.click(screen.getByRole("button", { name: "Note" }));
  const field = screen.getByRole("textbox", { name: "Note for the next agent" });
  fireEvent.change(field, { target: { value: "Prefers e-mail." } });
  fireEvent.click(screen.getByRole("button", { name: "Add" }));
  await waitFor(() => expect(onAddNote).toHaveBeenCalledWith("Prefers e-mail."));
});

it("marks what an agent changed", () => {
  const changes: BriefingView["changes"] = [
    { kind: "same", text: "Charged " },
    { kind: "removed", text: "twice" },
    { kind: "added", text: "three times" },
  ];
  show({ briefing: { ...BRIEFING, edited: true, text: "Charged three times", changes } });
  expect(screen.getByText("three times").tagName).toBe("INS");
  expect(screen.getByText("twice").tagName).toBe("DEL");
});

it("shows the versions with who made them", async () => {
  briefingVersions.mockResolvedValue({
    items: [
      {
        version: 2,
        text: "Charged three times",
        changes: [{ kind: "added", text: "three times" }],
        source: "agent",
        editor: "Ana",
        created_at: "2026-01-01T09:00:00Z",
      },
    ],
    next_before: null,
  });
  show();
  fireEvent.click(screen.getByRole("button", { name: "Versions" }));
  const list = await screen.findByRole("list", { name: "Versions" });
  await waitFor(() => expect(list.textContent).toContain("Ana"));
  expect(briefingVersions).toHaveBeenCalledWith("c1", null);
});
