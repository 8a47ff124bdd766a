import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { EndCallDialog } from "./end-call-dialog";

afterEach(cleanup);

async function asked() {
  const answers = { onClose: vi.fn(), onEnd: vi.fn() };
  render(<EndCallDialog open callerName="Ines" blocked={null} {...answers} />);
  await screen.findByRole("dialog", { name: "End the call for everyone?" });
  return answers;
}

it.each(["{Escape}", "{Enter}"])("ends nothing by %s", async (key) => {
  const { onClose, onEnd } = await asked();
  await userEvent.keyboard(key);
  expect(onClose).toHaveBeenCalledOnce();
  expect(onEnd).not.toHaveBeenCalled();
});

it("ends the call by its button alone", async () => {
  const { onEnd } = await asked();
  await userEvent.click(screen.getByRole("button", { name: "End call" }));
  expect(onEnd).toHaveBeenCalledOnce();
});
