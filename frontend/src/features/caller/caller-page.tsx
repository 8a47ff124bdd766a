"use client";

import { useEffect, useState } from "react";
import { useReloadWhenRestored } from "@/lib/use-reload-when-restored";
import { useStore } from "@/lib/use-store";
import { BeforeCall } from "./before-call";
import { CallerFrame } from "./caller-frame";
import { CallerSession } from "./caller-session";
import type { CallerState } from "./caller-state";
import { Elsewhere } from "./elsewhere";
import { EndScreen } from "./end-screen";
import { InCall } from "./in-call";
import { Looking } from "./looking";
import { Returning } from "./returning";

const WITHOUT_CALL: ReadonlySet<CallerState["phase"]> = new Set(["starting", "before", "ended"]);

/** The caller's page: one session, and the screen of the phase it is in. */
export function CallerPage() {
  const [session] = useState(() => new CallerSession());
  const state = useStore(session.state);
  useReloadWhenRestored(WITHOUT_CALL.has(state.phase));

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
      return (
        <div
          className={state.phase === "starting" ? "contents in-data-in-call:invisible" : "contents"}
        >
          <BeforeCall session={session} state={state} />
        </div>
      );
    case "looking":
      return <Looking />;
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
