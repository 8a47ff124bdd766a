import { useState, useSyncExternalStore } from "react";
import { CallControls } from "./call-controls";
import { CallPerson } from "./call-person";
import { CallTrouble } from "./call-trouble";
import type { CallerSession } from "./caller-session";
import { type CallerState, statusOf } from "./caller-state";
import { Captions } from "./captions-panel";
import { TransferNotice } from "./transfer-notice";
import { useHoldMusicIsMissing } from "./use-hold-music";
import { useMicrophone } from "./use-microphone";
import { WaitingPanel } from "./waiting-panel";

/** The call: who is there, how the line is doing, and what one can do about it. */
export function InCall({
  session,
  state,
}: {
  session: CallerSession;
  state: Extract<CallerState, { phase: "in-call" }>;
}) {
  const { call, room, identity } = state;
  const snapshot = useSyncExternalStore(room.subscribe, room.getSnapshot, room.getSnapshot);
  const mic = useMicrophone(session.mic);
  const [captionsOn, setCaptionsOn] = useState(false);
  const status = statusOf(call, snapshot);
  const waiting = call.status === "waiting";
  const onHold = call.status === "on_hold";
  const musicMissing = useHoldMusicIsMissing(onHold, snapshot);

  return (
    <div className="mx-auto flex w-full max-w-lg flex-1 animate-appear flex-col sm:my-auto sm:max-h-[44rem] sm:min-h-[36rem] sm:rounded-lg sm:border sm:border-line sm:bg-surface sm:px-6 sm:pt-6">
      {/* News has a place of its own; what is longer lies over the call and moves nothing. */}
      <div className="relative z-10 h-20 shrink-0">
        <div className="absolute inset-x-0 top-0 flex flex-col gap-2">
          <TransferNotice transfer={call.transfer} agents={call.agents} />
          <CallTrouble session={session} room={room} snapshot={snapshot} mic={mic} />
        </div>
      </div>
      <div className="flex flex-1 flex-col items-center justify-center gap-6 py-4">
        <CallPerson call={call} status={status} snapshot={snapshot} ownIdentity={identity} />
        {(waiting || onHold) && (
          <WaitingPanel
            playing={waiting ? snapshot.state === "connected" : musicMissing}
            shown={waiting || musicMissing}
          />
        )}
      </div>
      {captionsOn && (
        <Captions
          captions={session.captions}
          agents={call.agents}
          transfer={call.transfer}
          ownIdentity={identity}
        />
      )}
      <CallControls
        muted={snapshot.muted}
        onMute={(muted) => session.setMuted(muted)}
        mic={mic}
        captionsOn={captionsOn}
        onCaptions={setCaptionsOn}
        onLeave={() => void session.leave()}
      />
    </div>
  );
}
