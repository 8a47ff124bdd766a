"use client";

import { useEffect, useState } from "react";
import { useStore } from "@/lib/use-store";
import { BeforeCall } from "./before-call";
import { CallerFrame } from "./caller-frame";
import { CallerSession } from "./caller-session";
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

  switch (state.phase) {
    case "starting":
    case "before":
      return (
        <CallerFrame>
          <BeforeCall session={session} state={state} />
        </CallerFrame>
      );
    case "elsewhere":
      return (
        <CallerFrame>
          <Elsewhere session={session} opening={state.opening} />
        </CallerFrame>
      );
    case "returning":
      return (
        <CallerFrame>
          <Returning session={session} call={state.call} />
        </CallerFrame>
      );
    case "in-call":
      return (
        <CallerFrame>
          <InCall session={session} state={state} />
        </CallerFrame>
      );
    case "ended":
      return (
        <CallerFrame>
          <EndScreen session={session} reason={state.reason} durationS={state.durationS} />
        </CallerFrame>
      );
  }
}
