import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { ARRIVAL, useArrival } from "./arrival";

afterEach(cleanup);

function Page({ place, covered = false }: { place: string; covered?: boolean }) {
  useArrival(place, covered);
  return (
    <>
      <h2 {...ARRIVAL}>Waiting</h2>
      <h2 {...ARRIVAL}>{place}</h2>
      <button type="button" key={place}>
        Leave {place}
      </button>
    </>
  );
}

it("goes to the heading of the next place when the control that led there is gone", async () => {
  const { rerender } = render(<Page place="desk" />);
  screen.getByRole("button").focus();
  rerender(<Page place="call" />);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("call"));
});

it("takes the focus from nobody when a page opens, or while a dialog is over it", async () => {
  const { rerender } = render(<Page place="desk" />);
  const before = document.activeElement;
  rerender(<Page place="call" covered />);
  await new Promise(requestAnimationFrame);
  expect(document.activeElement).toBe(before);
  rerender(<Page place="call" />);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("call"));
});
