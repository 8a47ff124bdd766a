"use client";

import { useEffect, useState } from "react";
import { useStore } from "@/lib/use-store";
import { BeforeCall } from "./before-call";
import { CallerFrame } from "./caller-frame";
import { CallerSession } from "./caller-session";
import type { CallerState } from "./caller-state";
import { Elsewhere } from "./elsewhere";
import { EndScreen } from "./end-screen";
import { InCall } from "./in-call";
import { Returning } from "./returning";

/** The caller's page: one session, and the screen of the phase it is in. */
export function CallerPage() {
  const [session] = useState(() => new CallerSession());
  const state = useStore(session.state);

  useEffect(() => {
    void session.start();
    return () => session.dispose();
  }, [session]);

  return (
    <CallerFrame screen={state.phase === "starting" ? "before" : state.phase}>
      <Screen session={session} state={state} />
    </CallerFrame>
  );
}

function Screen({ session, state }: { session: CallerSession; state: CallerState }) {
  switch (state.phase) {
    case "starting":
    case "before":
      return <BeforeCall session={session} state={state} />;
    case "elsewhere":
      return <Elsewhere session={session} opening={state.opening} />;
    case "returning":
      return <Returning session={session} call={state.call} opening={state.opening} />;
    case "in-call":
      return <InCall session={session} state={state} />;
    case "ended":
      return <EndScreen session={session} reason={state.reason} durationS={state.durationS} />;
  }
}
