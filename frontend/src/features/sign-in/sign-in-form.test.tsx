import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api/errors";
import { SignInForm } from "./sign-in-form";

afterEach(cleanup);

it("signs in with what was typed", async () => {
  const onSignIn = vi.fn().mockResolvedValue(undefined);
  render(<SignInForm notice={null} onSignIn={onSignIn} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Username" }), " ana ");
  await userEvent.type(screen.getByLabelText("Password"), "secret");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(onSignIn).toHaveBeenCalledWith("ana", "secret");
});

it("asks for what is missing without asking the server", async () => {
  const onSignIn = vi.fn();
  render(<SignInForm notice={null} onSignIn={onSignIn} />);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(screen.getByRole("alert").textContent).toBe("Enter your username and your password.");
  expect(onSignIn).not.toHaveBeenCalled();
});

it("says in place why it was refused, and can be tried again", async () => {
  const refusal = new ApiError(401, "wrong_credentials", "Username or password is wrong.");
  const onSignIn = vi.fn().mockRejectedValue(refusal);
  render(<SignInForm notice={null} onSignIn={onSignIn} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Username" }), "ana");
  await userEvent.type(screen.getByLabelText("Password"), "wrong{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("Username or password is wrong.");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(onSignIn).toHaveBeenCalledTimes(2);
});

it("says why one has to sign in", () => {
  render(<SignInForm notice="This link has expired." onSignIn={vi.fn()} />);
  expect(screen.getByRole("alert").textContent).toBe("This link has expired.");
});
