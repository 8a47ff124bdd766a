import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FoundSegment } from "@/lib/api/types";
import { SearchDialog } from "./search-dialog";

const search = vi.hoisted(() => vi.fn());
vi.mock("@/lib/session/seat", () => ({ useSeat: () => ({ api: { segments: { search } } }) }));

afterEach(cleanup);
beforeEach(() => {
  search.mockReset().mockResolvedValue({ items: [], next_cursor: null });
});

function found(id: string, words: string): FoundSegment {
  return {
    segment: { id, call_id: "call-1", start_s: 62, speaker_name: "Ines" },
    pieces: [
      { text: "I was ", match: false },
      { text: words, match: true },
    ],
    caller_name: "Ines Duarte",
    topic: "An invoice",
    call_created_at: "2026-01-01T09:00:00Z",
  } as FoundSegment;
}

function open(onOpen = vi.fn()) {
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <SearchDialog open onClose={() => {}} onOpen={onOpen} />
    </QueryClientProvider>,
  );
  return screen.getByRole("searchbox", { name: "Words that were said" });
}

function type(field: HTMLElement, value: string): void {
  fireEvent.change(field, { target: { value } });
}

it("shows where words were said, marks them, and opens the place", async () => {
  search.mockResolvedValue({ items: [found("s1", "charged")], next_cursor: null });
  const onOpen = vi.fn();
  type(open(onOpen), "charg");
  const line = await screen.findByRole("button", { name: /Ines Duarte/ });
  expect(line.textContent).toContain("1:02");
  expect(screen.getByText("charged").tagName).toBe("MARK");
  expect(screen.getByRole("status").textContent).toBe("1 place.");
  fireEvent.click(line);
  expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ caller_name: "Ines Duarte" }));
});

it("goes on to older places", async () => {
  search
    .mockResolvedValueOnce({ items: [found("s1", "charged")], next_cursor: "s1" })
    .mockResolvedValueOnce({ items: [found("s2", "recharged")], next_cursor: null });
  type(open(), "charg");
  fireEvent.click(await screen.findByRole("button", { name: "Show more" }));
  expect(await screen.findByText("recharged")).toBeTruthy();
  expect(search).toHaveBeenLastCalledWith("charg", "s1");
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
});

it("says when nothing was found, and when the search failed", async () => {
  const field = open();
  type(field, "xyz");
  await waitFor(() => {
    expect(screen.getByRole("status").textContent).toContain("Nothing was found for “xyz”");
  });
  search.mockRejectedValueOnce(new Error("offline"));
  type(field, "abc");
  fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
  await waitFor(() => expect(search).toHaveBeenCalledTimes(3));
});

it("goes through the finds by arrow keys", async () => {
  search.mockResolvedValue({
    items: [found("s1", "charged"), found("s2", "recharged")],
    next_cursor: null,
  });
  const field = open();
  type(field, "charg");
  const lines = await screen.findAllByRole("button", { name: /Ines Duarte/ });
  field.focus();
  fireEvent.keyDown(field, { key: "ArrowDown" });
  expect(document.activeElement).toBe(lines[0]);
  fireEvent.keyDown(lines[0] as HTMLElement, { key: "ArrowUp" });
  expect(document.activeElement).toBe(field);
});
