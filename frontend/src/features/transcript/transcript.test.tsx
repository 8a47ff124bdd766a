import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Turn } from "./merge";
import { Transcript } from "./transcript";

afterEach(cleanup);

function turns(count: number): Turn[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `s${index}`,
    identity: index % 2 ? "agent-ana" : "caller-1",
    name: index % 2 ? "Ana" : "Ines",
    private: false,
    lines: [{ id: `s${index}`, text: `Sentence ${index}.`, startS: index * 5 }],
  }));
}

/** jsdom has no layout: gives the log the size it would have. */
function layOut(log: HTMLElement, scrollHeight: number): void {
  Object.defineProperty(log, "scrollHeight", { configurable: true, value: scrollHeight });
  Object.defineProperty(log, "clientHeight", { configurable: true, value: 400 });
}

function scroll(log: HTMLElement, top: number): void {
  log.scrollTop = top;
  fireEvent.scroll(log);
}

it("keeps the end in view while it grows", () => {
  const { rerender } = render(
    <Transcript entries={turns(10)} speakers={new Map()} empty="" live />,
  );
  const log = screen.getByRole("log", { name: "Transcript" });
  layOut(log, 1000);
  rerender(<Transcript entries={turns(11)} speakers={new Map()} empty="" live />);
  expect(log.scrollTop).toBe(1000);
});

it("stays where somebody reads back, until they jump to the latest", () => {
  const { rerender } = render(
    <Transcript entries={turns(10)} speakers={new Map()} empty="" live />,
  );
  const log = screen.getByRole("log", { name: "Transcript" });
  layOut(log, 1000);
  scroll(log, 600);
  expect(screen.queryByRole("button", { name: "Jump to latest" })).toBeNull();
  scroll(log, 200);
  rerender(<Transcript entries={turns(11)} speakers={new Map()} empty="" live />);
  expect(log.scrollTop).toBe(200);
  fireEvent.click(screen.getByRole("button", { name: "Jump to latest" }));
  expect(log.scrollTop).toBe(1000);
  expect(screen.queryByRole("button", { name: "Jump to latest" })).toBeNull();
});

it("says quietly where nobody listened", () => {
  const entries = [
    { key: "missed-62", startS: 62, endS: 74.4 },
    { key: "missed-90", startS: 90, endS: null },
  ];
  render(<Transcript entries={entries} speakers={new Map()} empty="" live />);
  expect([...screen.getByRole("log").children].map((line) => line.textContent)).toEqual([
    "Not transcribed from 1:02 to 1:14",
    "Not transcribed since 1:30",
  ]);
});

it("writes who speaks, what, and when", () => {
  render(<Transcript entries={turns(2)} speakers={new Map()} empty="" live />);
  const [first] = screen.getByRole("log").children;
  expect([...(first?.children ?? [])].map((part) => part.textContent?.trim())).toEqual([
    "Ines",
    "Sentence 0.",
    "0:00",
  ]);
});

it("marks what was said without the caller", () => {
  const [first, second] = turns(2);
  if (!first || !second) throw new Error("there are two turns");
  render(
    <Transcript entries={[first, { ...second, private: true }]} speakers={new Map()} empty="" />,
  );
  const [heard, unheard] = screen.getByRole("log").children;
  expect(heard?.textContent).not.toContain("without the caller");
  expect(unheard?.textContent).toContain("without the caller");
});

it("says why nothing is added while the caller is on hold, and keeps that in view", () => {
  const shown = (note: string | null) => (
    <Transcript entries={turns(10)} speakers={new Map()} empty="Nothing yet." note={note} live />
  );
  const { rerender } = render(shown(null));
  const log = screen.getByRole("log", { name: "Transcript" });
  layOut(log, 1000);
  rerender(shown("On hold."));
  expect(log.lastElementChild?.textContent).toBe("On hold.");
  expect(log.scrollTop).toBe(1000);
});
