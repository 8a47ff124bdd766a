import { useMicrophoneDenied } from "@/features/call/use-microphone-denied";
import { ReturningCall, recallNote } from "@/features/transfer/returning-call";
import { useGoneNote } from "@/features/transfer/use-gone-note";
import { useRinging } from "@/features/transfer/use-ringing";
import type { CallView } from "@/lib/api/types";
import { playTick } from "@/lib/sound/sounds";
import { MIC_DENIED } from "./incoming-offer";
import type { DeskActions } from "./use-desk";

interface Props {
  /** The call in the queue that rings here. */
  recall: CallView | null;
  /** The signed-in agent's id. */
  me: string;
  calls: readonly CallView[];
  blocked: string | null;
  actions: Pick<DeskActions, "join" | "declineRecall">;
  say: (note: string) => void;
}

/** A caller whom this agent handed over and who was left alone, over whatever they are looking at. */
export function IncomingRecall({ recall, me, calls, blocked, actions, say }: Props) {
  const micDenied = useMicrophoneDenied();
  useRinging(
    recall && {
      id: recall.id,
      what: "A caller comes back",
      caller: recall.caller_name,
      about: "waiting for you again",
    },
  );
  const noteOf = (before: CallView) =>
    recallNote(
      before,
      calls.find((call) => call.id === before.id),
      me,
    );
  useGoneNote(recall, noteOf, say);
  if (!recall) return null;
  return (
    <ReturningCall
      call={recall}
      blocked={blocked}
      acceptBlocked={micDenied ? MIC_DENIED : null}
      onAccept={async () => {
        await actions.join(recall.id);
        playTick();
      }}
      onDecline={() => actions.declineRecall(recall.id)}
    />
  );
}
