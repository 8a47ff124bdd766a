import { useState } from "react";
import { CallBar } from "@/features/call/call-bar";
import { EndCallDialog } from "@/features/call/end-call-dialog";
import { leaveWords } from "@/features/call/leave-words";
import { isConsulted } from "@/features/call/my-call";
import { emptyDraft, type TransferDraft } from "@/features/transfer/draft";
import type { Scene, TransferAction } from "@/features/transfer/picture";
import { TransferDialog } from "@/features/transfer/transfer-dialog";
import { TransferStrip } from "@/features/transfer/transfer-strip";
import { errorText } from "@/lib/api/errors";
import type { CallDetail, TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { CallPanel } from "./call-panel";
import { SidePanel } from "./side-panel";
import type { ConsoleState } from "./use-console";
import { useHold } from "./use-hold";
import { shownIn } from "./views";
import { whyNoHold, whyNoMicrophone, whyNoTransfer } from "./why-not";

interface Props {
  desk: ConsoleState;
  call: CallDetail;
  /** A dialog of the page is open over the call. */
  covered: boolean;
}

/** A call in hand: the middle and right columns, the bar, and the dialogs that hand the call over or end it. */
export function CallView({ desk, call, covered: coveredByPage }: Props) {
  const { me, view, audioState, room, elsewhere, actions, serverBlocked, data } = desk;
  const [open, setOpen] = useState<"transfer" | "end" | null>(null);
  const [draft, setDraft] = useState<TransferDraft>(emptyDraft(call.id));
  const myDraft = draft.callId === call.id ? draft : emptyDraft(call.id);
  const transfer = call.transfers.at(-1) ?? null;
  const underWay = transfer !== null && isOpenTransfer(transfer);
  const transferBlocked = whyNoTransfer(serverBlocked, underWay, room, elsewhere);
  const micBlocked = whyNoMicrophone(room, elsewhere);
  const holdBlocked = whyNoHold(serverBlocked, call, me.id);
  const hold = useHold(call, desk);
  const scene = sceneOf(call, transfer);

  const toggleMute = () => {
    if (!micBlocked) desk.audio.setMuted(!room?.muted);
  };
  const toggleHold = () => {
    if (!holdBlocked) hold.toggle();
  };
  const openTransfer = () => {
    if (!transferBlocked) setOpen("transfer");
  };

  // What rings does so over the call; a recall never, since it is for whoever is in none.
  const covered = coveredByPage || open !== null || desk.offer !== null;
  useShortcuts(
    { call: !covered, offer: false },
    { mute: toggleMute, hold: toggleHold, transfer: openTransfer },
  );

  const act = async (action: TransferAction) => {
    if (!transfer) return;
    try {
      await actions.act(transfer.id, action);
    } catch (error) {
      desk.say(errorText(error), "danger");
      throw error;
    }
  };

  return (
    <>
      <section
        aria-label="Call"
        className={`${shownIn(view, "call")} row-start-4 min-h-0 min-w-0 flex-col bg-surface desk:col-start-2`}
      >
        <div className="desk:hidden">
          <TransferStrip
            transfer={transfer}
            scene={scene}
            me={me.id}
            blocked={serverBlocked}
            onAct={act}
            onOpen={() => desk.setView("people")}
          />
        </div>
        <CallPanel
          call={call}
          data={data}
          partials={desk.partials}
          wish={desk.wish}
          audio={desk.audio}
          audioState={audioState}
          room={room}
          elsewhere={elsewhere}
        />
      </section>
      <div
        className={`${shownIn(view, "briefing", "people")} row-start-4 min-h-0 min-w-0 flex-col desk:col-start-3 desk:row-end-6 desk:border-l`}
      >
        <SidePanel
          view={view}
          call={call}
          data={data}
          me={me.id}
          speaking={room?.speaking ?? []}
          blocked={serverBlocked}
          scene={scene}
          onAct={act}
          onSaveBriefing={(text, version) => actions.saveBriefing(call.id, text, version)}
          onAddNote={(text) => actions.addNote(call.id, text)}
          onShowSegment={desk.showSegment}
        />
      </div>
      <div className="row-start-5 desk:col-start-2">
        <CallBar
          muted={room?.muted ?? false}
          micLevel={room?.micLevel ?? 0}
          micBlocked={micBlocked}
          onMute={toggleMute}
          held={hold.held}
          holdPending={hold.pending}
          holdBlocked={holdBlocked}
          onHold={toggleHold}
          transferBlocked={transferBlocked}
          onTransfer={openTransfer}
          leaveWords={leaveWords(call, me.id)}
          serverBlocked={serverBlocked}
          onLeave={() => desk.leave(call.id)}
          onEnd={isConsulted(transfer, me.id) ? null : () => setOpen("end")}
        />
      </div>
      <EndCallDialog
        open={open === "end"}
        callerName={call.caller_name}
        blocked={serverBlocked}
        onClose={() => setOpen(null)}
        onEnd={() => desk.end(call.id)}
      />
      <TransferDialog
        open={open === "transfer"}
        onClose={() => setOpen(null)}
        callerName={call.caller_name}
        me={me.id}
        agents={desk.agents}
        inCall={agentsIn(call)}
        live={data.briefing}
        draft={myDraft}
        onDraft={setDraft}
        blocked={transferBlocked}
        onStart={async (input) => {
          await actions.transfer(call.id, input);
          setOpen(null);
          setDraft(emptyDraft(call.id));
        }}
      />
    </>
  );
}

function sceneOf(call: CallDetail, transfer: TransferView | null): Scene {
  const target = call.participants.findLast((one) => one.agent_id === transfer?.target.agent_id);
  return { held: call.held_since !== null, targetHere: target?.state === "present" };
}

function agentsIn(call: CallDetail): ReadonlySet<string> {
  return new Set(call.participants.flatMap((one) => (one.state !== "left" && one.agent_id) || []));
}
