import { useEffect, useState } from "react";
import { errorText } from "@/lib/api/errors";
import type { CallView } from "@/lib/api/types";
import type { ConsoleState } from "./use-console";

interface Desk {
  actions: Pick<ConsoleState["actions"], "hold" | "resume">;
  say: ConsoleState["say"];
}

/** Putting the caller on hold and taking them off again: pending until the call says so. */
export function useHold(call: Pick<CallView, "id" | "held_since">, { actions, say }: Desk) {
  const held = call.held_since !== null;
  const [pending, setPending] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: settled by whatever changed it
  useEffect(() => setPending(false), [call.id, held]);

  const toggle = () => {
    if (pending) return;
    setPending(true);
    (held ? actions.resume : actions.hold)(call.id).catch((error: unknown) => {
      setPending(false);
      say(errorText(error), "danger");
    });
  };
  return { held, pending, toggle };
}
