import { describe, expect, it } from "vitest";
import { formatClock, formatDuration, secondsSince, secondsUntil, speakDuration } from "./time";

describe("formatDuration", () => {
  it.each([
    [0, "0:00"],
    [7.9, "0:07"],
    [252, "4:12"],
    [3599, "59:59"],
    [3600, "1:00:00"],
    [3723, "1:02:03"],
    [-5, "0:00"],
  ])("shows %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe("speakDuration", () => {
  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [61, "1 minute 1 second"],
    [120, "2 minutes"],
    [7322, "2 hours 2 minutes 2 seconds"],
  ])("says %d seconds as %s", (seconds, text) => {
    expect(speakDuration(seconds)).toBe(text);
  });
});

it("never counts below nothing, whichever clock runs ahead", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  expect(secondsSince("2026-01-01T11:59:30Z", now)).toBe(30);
  expect(secondsSince("2026-01-01T12:00:30Z", now)).toBe(0);
  expect(secondsUntil("2026-01-01T12:00:30Z", now)).toBe(30);
  expect(secondsUntil("2026-01-01T11:59:30Z", now)).toBe(0);
});

it("shows the time of day the reader's way", () => {
  const noon = new Date(2026, 0, 1, 14, 5).toISOString();
  expect(formatClock(noon, "de")).toBe("14:05");
  expect(formatClock(noon, "en-US")).toMatch(/^2:05\sPM$/);
});
