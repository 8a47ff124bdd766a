import { useEffect, useState, useSyncExternalStore } from "react";
import type { TransferView } from "@/lib/api/types";
import { useMoves } from "@/lib/moves";
import type { PartialSegment, RoomSnapshot } from "@/lib/room";
import { useStore } from "@/lib/use-store";
import { type AudioApi, type AudioState, CallAudio } from "./call-audio";
import { loadRoomCode } from "./call-opening";

/** The audio of this page; it is left when the page goes. Its code is loaded before it is needed. */
export function useCallAudio(
  api: AudioApi,
  onPartial: (partial: PartialSegment) => void,
): CallAudio {
  const [audio] = useState(() => new CallAudio(api, onPartial));
  useEffect(() => {
    loadRoomCode().catch(() => undefined); // entering a call tries again
    return () => audio.leave();
  }, [audio]);
  return audio;
}

/** Gets ready for the call that rings here, for as long as it does. */
export function useRingingCall(audio: CallAudio, offer: TransferView | null): void {
  const id = offer?.id;
  const callId = offer?.call_id;
  useEffect(() => {
    if (!id || !callId) return;
    audio.ring({ id, call_id: callId });
    return () => audio.stopRinging();
  }, [audio, id, callId]);
}

/**
 * Keeps the audio where the server has this agent: in `callId`, through its transfers, or out. While
 * the caller is on hold (`held`), whoever is with them neither hears nor is heard.
 */
export function useFollowCall(
  audio: CallAudio,
  callId: string | null,
  transfer: TransferView | null,
  held: boolean,
): void {
  const state = useStore(audio.state);
  useEffect(() => {
    if (callId) void audio.follow(callId);
    else audio.leave();
  }, [audio, callId]);
  const room = state.status === "in" || state.status === "entering" ? state.room : null;
  useEffect(() => {
    if (held) room?.hold();
    else room?.resume();
  }, [room, held]);
  useMoves(state.status === "in" ? state.driver : null, transfer);
}

const nothing = () => () => {};

/** The room's snapshot; null before there is a room. */
export function useRoom(state: AudioState): RoomSnapshot | null {
  const room = state.status === "in" || state.status === "entering" ? state.room : null;
  return useSyncExternalStore(
    room?.subscribe ?? nothing,
    () => room?.getSnapshot() ?? null,
    () => null,
  );
}
