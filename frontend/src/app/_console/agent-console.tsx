"use client";

import { Banner } from "@/components/ui/banner";
import { SignInForm } from "@/features/sign-in/sign-in-form";
import { SeatProvider, useSeat, useSession } from "@/lib/session/seat";
import { Console } from "./console";

/** One agent's console. A browser holds one signed-in agent per seat. */
export function AgentConsole({ seat }: { seat: string }) {
  return (
    <SeatProvider seat={seat}>
      <Gate />
    </SeatProvider>
  );
}

function Gate() {
  const state = useSession();
  const { session } = useSeat();
  switch (state.status) {
    case "loading":
      return <Quiet>Opening your desk</Quiet>;
    case "unreachable":
      return (
        <main className="mx-auto max-w-md p-4 pt-24">
          <Banner urgent tone="danger" title="The server does not answer">
            Trying again every few seconds. You can leave this page open.
          </Banner>
        </main>
      );
    case "signed-out":
      return (
        <SignInForm
          notice={state.notice}
          onSignIn={(username, password) => session.signIn(username, password)}
        />
      );
    case "signed-in":
      return <Console key={state.agent.id} />;
  }
}

function Quiet({ children }: { children: string }) {
  return (
    <main className="grid min-h-dvh place-items-center text-muted text-sm">
      <p>{children}</p>
    </main>
  );
}
