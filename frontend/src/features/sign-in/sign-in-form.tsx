"use client";

import { type FormEvent, useRef, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { TextField } from "@/components/ui/field";
import { errorText } from "@/lib/api/errors";

interface Props {
  /** Why one is here, when it is not simply the first visit: an expired link, a session that ended. */
  notice: string | null;
  onSignIn: (username: string, password: string) => Promise<void>;
}

/** Signs an agent in by username and password. */
export function SignInForm({ notice, onSignIn }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const fields = new FormData(event.currentTarget);
    const username = String(fields.get("username") ?? "").trim();
    const password = String(fields.get("password") ?? "");
    if (!username || !password) {
      setProblem("Enter your username and your password.");
      focus(form.current, username ? "password" : "username");
      return;
    }
    setPending(true);
    setProblem(null);
    try {
      await onSignIn(username, password);
    } catch (error) {
      setProblem(errorText(error));
      setPending(false);
      focus(form.current, "password");
    }
  };

  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-sm">
        <p className="mb-1 text-muted text-sm">Warm Transfer</p>
        <h1 className="mb-5 font-semibold text-2xl">Sign in to take calls</h1>
        {notice && <Banner tone="wait" urgent title={notice} className="mb-4" />}
        <Card className="p-5">
          <form ref={form} onSubmit={submit} noValidate className="space-y-4">
            <TextField
              label="Username"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
              autoFocus
            />
            <TextField
              label="Password"
              name="password"
              type="password"
              autoComplete="current-password"
              maxLength={256}
            />
            {problem && (
              <p role="alert" className="text-danger-text text-sm">
                {problem}
              </p>
            )}
            <Button type="submit" tone="primary" pending={pending} className="w-full">
              Sign in
            </Button>
          </form>
        </Card>
        <p className="mt-4 text-muted text-sm">
          You can also open a one-time sign-in link that your administrator made for you.
        </p>
      </div>
    </main>
  );
}

function focus(form: HTMLFormElement | null, name: string): void {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.focus();
}
