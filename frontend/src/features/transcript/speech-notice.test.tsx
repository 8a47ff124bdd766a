import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { SpeechNotice } from "./speech-notice";

afterEach(cleanup);

const WORDS = "Speech to text: Groq does not answer; this machine transcribes meanwhile.";

it("says who transcribes meanwhile, in a region that was there before, and no longer than that", () => {
  const { rerender } = render(<SpeechNotice notice={null} />);
  const region = screen.getByRole("status");
  expect(region.textContent).toBe("");
  rerender(<SpeechNotice notice={WORDS} />);
  expect(region.textContent).toBe(WORDS);
  rerender(<SpeechNotice notice={null} />);
  expect(region.textContent).toBe("");
});
