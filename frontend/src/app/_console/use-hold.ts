import { useState } from "react";
import { errorText } from "@/lib/api/errors";
import type { CallView } from "@/lib/api/types";
import type { ConsoleState } from "./use-console";

/** Putting the caller on hold and taking them off again: pending until the call says so. */
export function useHold(call: CallView, { actions, say }: Pick<ConsoleState, "actions" | "say">) {
  const held = call.held_since !== null;
  const [wished, setWished] = useState<{ callId: string; held: boolean } | null>(null);
  const pending = wished !== null && wished.callId === call.id && wished.held !== held;

  const toggle = () => {
    if (pending) return;
    setWished({ callId: call.id, held: !held });
    (held ? actions.resume : actions.hold)(call.id).catch((error: unknown) => {
      setWished(null);
      say(errorText(error), "danger");
    });
  };
  return { held, pending, toggle };
}
