import { useEffect, useState } from "react";
import { farewell } from "@/features/call/farewell";
import { isHeld } from "@/features/call/my-call";
import { soundElsewhere } from "@/features/call/sound-elsewhere";
import {
  useCallAudio,
  useFollowCall,
  useRest,
  useRingingCall,
  useRoom,
} from "@/features/call/use-call-audio";
import { useArrivalSound } from "@/features/desk/use-arrival-sound";
import type { SegmentWish } from "@/features/transcript/transcript";
import { usePartials } from "@/features/transcript/use-partials";
import { errorText } from "@/lib/api/errors";
import { keepMuted } from "@/lib/muted-call";
import { useSeat } from "@/lib/session/seat";
import { useReloadWhenRestored } from "@/lib/use-reload-when-restored";
import { useStore } from "@/lib/use-store";
import { useCallData } from "./use-call-data";
import { useCallInHand, useDesk, useDeskActions } from "./use-desk";
import { useNotices } from "./use-notices";
import type { View } from "./views";

export type ConsoleState = ReturnType<typeof useConsole>;

const IN_CALL = "You are in a call. Leave it first.";

/** Brings together the desk, the call in hand and its audio. */
export function useConsole() {
  const { api, session } = useSeat();
  const desk = useDesk();
  const { me, mine, waiting, serverBlocked } = desk;
  const { callId, lastCallId, markLeft } = useCallInHand(mine?.id ?? null);
  const data = useCallData(callId ?? lastCallId);
  const call = callId !== null && data.call?.id === callId ? data.call : null;
  const { partials, hear } = usePartials(callId, data.segments);
  const { notices, say, dismiss } = useNotices();

  const audio = useCallAudio(api, me.id, hear);
  const audioState = useStore(audio.state);
  const room = useRoom(audioState);
  const actions = useDeskActions(audio);
  useRest(audio, mine === null && desk.calls !== undefined);
  useRingingCall(audio, desk.offer);
  const transfer = call?.transfers.at(-1) ?? null;
  // The desk knows of a hold before the call's details have come, and nobody may speak into one.
  const known = call ?? mine;
  useFollowCall(audio, callId, transfer, known !== null && isHeld(known, transfer, me.id));
  useReloadWhenRestored(false);

  const [view, setView] = useState<View>("waiting");
  useEffect(() => setView(callId ? "call" : "waiting"), [callId]);

  const [wish, setWish] = useState<SegmentWish | null>(null);
  const showSegment = (segmentId: string) => {
    setView("call");
    setWish({ segmentId });
  };

  const free = callId === null && desk.calls !== undefined;
  useArrivalSound(free ? waiting.map((one) => one.id) : undefined);
  useArrivalSound(call ? presentOthers(call.participants, me.id) : undefined);

  /** Out of the call at once; when the server refuses, back in it. */
  const goOut = (id: string, tell: (id: string) => Promise<void>) => {
    markLeft(id);
    audio.leave();
    tell(id).then(
      () => keepMuted(id, false, me.id),
      (error: unknown) => {
        markLeft(null);
        say(errorText(error), "danger");
      },
    );
  };

  const signOut = () => {
    if (callId) return say(IN_CALL, "danger");
    session.signOut().catch((error: unknown) => {
      say(`You are still signed in. ${errorText(error)}`, "danger");
    });
  };

  return {
    ...desk,
    view,
    setView,
    wish,
    showSegment,
    call,
    data,
    partials,
    audio,
    audioState,
    room,
    elsewhere: soundElsewhere(audioState, room),
    actions,
    notices,
    say,
    dismiss,
    joinBlocked: serverBlocked ?? (callId ? IN_CALL : null),
    farewell: callId === null && data.call ? farewell(data.call, me.id) : null,
    setPresence: (presence: "available" | "away") =>
      actions.setPresence(presence).catch((error: unknown) => say(errorText(error), "danger")),
    leave: (id: string) => goOut(id, actions.leave),
    end: (id: string) => goOut(id, actions.end),
    signOut,
  };
}

function presentOthers(
  participants: readonly { id: string; agent_id: string | null; state: string }[],
  me: string,
): string[] {
  return participants
    .filter((one) => one.agent_id !== me && one.state === "present")
    .map((one) => one.id);
}
