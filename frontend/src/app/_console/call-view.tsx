import { useState } from "react";
import { CallBar } from "@/features/call/call-bar";
import { leaveWords } from "@/features/call/leave-words";
import { isConsulted } from "@/features/call/my-call";
import { phonesIn } from "@/features/phone/phones-in";
import type { Scene } from "@/features/transfer/picture";
import { TransferStrip } from "@/features/transfer/transfer-strip";
import type { CallDetail, TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { isTarget } from "@/lib/target";
import { type CallDialog, CallDialogs } from "./call-dialogs";
import { CallPanel } from "./call-panel";
import { SidePanel } from "./side-panel";
import type { ConsoleState } from "./use-console";
import { useHold } from "./use-hold";
import { usePhoneKeys } from "./use-phone-keys";
import { useTransferCommands } from "./use-transfer-commands";
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
  const { me, view, audioState, room, elsewhere, serverBlocked, data } = desk;
  const [open, setOpen] = useState<CallDialog | null>(null);
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
  const keypad = usePhoneKeys(call.id, desk.say);
  const onPhone = phonesIn(call.participants).length > 0;
  const openKeypad = onPhone ? () => setOpen("keypad") : null;

  // What rings does so over the call; a recall never, since it is for whoever is in none.
  const covered = coveredByPage || open !== null || desk.offer !== null;
  useShortcuts(
    { call: !covered, offer: false },
    {
      mute: toggleMute,
      hold: toggleHold,
      transfer: openTransfer,
      keypad: openKeypad ?? undefined,
    },
  );

  const { act, dialAgain } = useTransferCommands(desk, call.id, transfer);
  const afterPhone = { blocked: transferBlocked, onAgain: dialAgain, onOther: openTransfer };

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
            afterPhone={afterPhone}
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
          afterPhone={afterPhone}
          onSaveBriefing={(text, version) => desk.actions.saveBriefing(call.id, text, version)}
          onAddNote={(text) => desk.actions.addNote(call.id, text)}
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
          onKeypad={openKeypad}
          transferBlocked={transferBlocked}
          onTransfer={openTransfer}
          leaveWords={leaveWords(call, me.id)}
          serverBlocked={serverBlocked}
          onLeave={() => desk.leave(call.id)}
          onEnd={isConsulted(transfer, me.id) ? null : () => setOpen("end")}
        />
      </div>
      <CallDialogs
        desk={desk}
        call={call}
        open={open}
        onClose={() => setOpen(null)}
        keypad={keypad}
        transferBlocked={transferBlocked}
      />
    </>
  );
}

function sceneOf(call: CallDetail, transfer: TransferView | null): Scene {
  const target = call.participants.findLast((one) => isTarget(one, transfer));
  return { held: call.held_since !== null, targetHere: target?.state === "present" };
}
