import { cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { PhonesView } from "@/lib/api/types";
import { emptyDraft } from "./draft";
import { usePhoneChoice } from "./use-phone-choice";

vi.mock("libphonenumber-js/max", () => {
  throw new Error("The page is older than the server.");
});

afterEach(cleanup);

const PHONES = { available: true, default_country: "US", allowed_countries: ["US"] } as PhonesView;

function choiceOf(number: string) {
  const phone = { ...emptyDraft("c1").phone, number, name: " Bea " };
  return renderHook(() => usePhoneChoice(phone, PHONES, true)).result;
}

it("leaves a number to the server where it cannot be checked here", async () => {
  const choice = choiceOf(" (415) 555-1212 ");
  expect(choice.current).toMatchObject({
    target: null,
    problem: "The number is being checked. Try again in a moment.",
  });
  await waitFor(() =>
    expect(choice.current).toMatchObject({
      check: null,
      target: { phone_number: "(415) 555-1212", name: "Bea" },
      problem: null,
      recent: null,
      whom: "Bea",
    }),
  );
});

it("still wants a number", () => {
  expect(choiceOf(" ").current).toMatchObject({
    target: null,
    problem: "Type the number to call.",
  });
});
