import { useEffect, useState, useSyncExternalStore } from "react";
import type { TransferView } from "@/lib/api/types";
import { useMoves } from "@/lib/moves";
import type { PartialSegment, RoomSnapshot } from "@/lib/room";
import { useStore } from "@/lib/use-store";
import { type AudioApi, type AudioState, CallAudio } from "./call-audio";
import { loadRoomCode } from "./call-opening";
import { SoundTab } from "./sound-tab";

/**
 * The audio of this page, if it is the tab that has the agent's sound; it is left when the page goes.
 * Its code is loaded before it is needed.
 */
export function useCallAudio(
  api: AudioApi,
  agentId: string,
  onPartial: (partial: PartialSegment) => void,
): CallAudio {
  const [audio] = useState(() => new CallAudio(api, onPartial, new SoundTab(agentId)));
  useEffect(() => {
    audio.sound.start();
    loadRoomCode().catch(() => undefined); // entering a call tries again
    return () => {
      audio.leave();
      audio.sound.stop();
    };
  }, [audio]);
  return audio;
}

/** Gets ready for the call that rings here, for as long as it does, where the sound is. */
export function useRingingCall(audio: CallAudio, offer: TransferView | null): void {
  const place = useStore(audio.sound.place);
  const id = place === "here" ? offer?.id : undefined;
  const callId = offer?.call_id;
  useEffect(() => {
    if (!id || !callId) return;
    audio.ring({ id, call_id: callId });
    return () => audio.stopRinging();
  }, [audio, id, callId]);
}

/** Tells the audio when the server has this agent in no call (`free`). */
export function useRest(audio: CallAudio, free: boolean): void {
  useEffect(() => {
    if (free) audio.rest();
  }, [audio, free]);
}

/**
 * Keeps the audio where the server has this agent: in `callId`, through its transfers, or out; and out
 * as well while another tab has the sound. While the caller is on hold (`held`), whoever is with them
 * neither hears nor is heard.
 */
export function useFollowCall(
  audio: CallAudio,
  callId: string | null,
  transfer: TransferView | null,
  held: boolean,
): void {
  const state = useStore(audio.state);
  const place = useStore(audio.sound.place);
  useEffect(() => {
    if (!callId) audio.leave();
  }, [audio, callId]);
  useEffect(() => {
    if (place === "elsewhere") audio.stayOut(callId);
    else if (callId) void audio.follow(callId);
  }, [audio, callId, place]);
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
