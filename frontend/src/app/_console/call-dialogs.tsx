import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { EndCallDialog } from "@/features/call/end-call-dialog";
import { KeypadDialog } from "@/features/phone/keypad-dialog";
import { phonesIn } from "@/features/phone/phones-in";
import type { Keypad } from "@/features/phone/use-keypad";
import { emptyDraft, type TransferDraft } from "@/features/transfer/draft";
import { TransferDialog } from "@/features/transfer/transfer-dialog";
import type { CallDetail } from "@/lib/api/types";
import { useSeat } from "@/lib/session/seat";
import type { ConsoleState } from "./use-console";

export type CallDialog = "transfer" | "keypad" | "end";

interface Props {
  desk: ConsoleState;
  call: CallDetail;
  open: CallDialog | null;
  onClose: () => void;
  keypad: Keypad;
  /** Why no transfer can be started now, or null. */
  transferBlocked: string | null;
}

/** What opens over a call in hand: it is handed over there, sent keys, or ended. */
export function CallDialogs({ desk, call, open, onClose, keypad, transferBlocked }: Props) {
  const { queries } = useSeat();
  const { actions, data, me, serverBlocked } = desk;
  const phones = useQuery(queries.phones()).data ?? null;
  const [draft, setDraft] = useState<TransferDraft>(emptyDraft(call.id));
  const myDraft = draft.callId === call.id ? draft : emptyDraft(call.id);
  return (
    <>
      <EndCallDialog
        open={open === "end"}
        callerName={call.caller_name}
        blocked={serverBlocked}
        onClose={onClose}
        onEnd={() => desk.end(call.id)}
      />
      <KeypadDialog
        open={open === "keypad"}
        onClose={onClose}
        phones={phonesIn(call.participants)}
        keypad={keypad}
        blocked={serverBlocked}
      />
      <TransferDialog
        open={open === "transfer"}
        onClose={onClose}
        callerName={call.caller_name}
        me={me.id}
        agents={desk.agents}
        inCall={agentsIn(call)}
        phones={phones}
        live={data.briefing}
        draft={myDraft}
        onDraft={setDraft}
        blocked={transferBlocked}
        onStart={async (input) => {
          await actions.transfer(call.id, input);
          onClose();
          setDraft(emptyDraft(call.id));
        }}
      />
    </>
  );
}

function agentsIn(call: CallDetail): ReadonlySet<string> {
  return new Set(call.participants.flatMap((one) => (one.state !== "left" && one.agent_id) || []));
}
