import type { EndReason, MicError, RoomSnapshot } from "@/lib/room";
import type { AudioState } from "./call-audio";

/** Something wrong with the audio, and what mends it. */
export interface Trouble {
  id: string;
  title: string;
  /** What it means and what to do now. */
  text: string;
  tone: "wait" | "danger";
  action: null | { label: string; does: "enter_again" | "start_sound" | "open_mic" };
}

/**
 * What is said otherwise: by the call itself, which ends or which one leaves, or by where its sound is
 * now.
 */
type Told = "left" | "room_closed" | "duplicate";

const ENDED: Record<Exclude<EndReason, Told>, Omit<Trouble, "id">> = {
  removed: {
    title: "You are no longer in the audio of this call",
    text: "The server took you out of the room.",
    tone: "wait",
    action: { label: "Enter again", does: "enter_again" },
  },
  gave_up: {
    title: "The audio connection is lost",
    text: "The audio server does not answer. The caller cannot hear you.",
    tone: "danger",
    action: { label: "Try again", does: "enter_again" },
  },
};

const MIC: Record<NonNullable<MicError>, Pick<Trouble, "title" | "text">> = {
  denied: {
    title: "Your microphone is blocked, so nobody can hear you",
    text: "Allow the microphone for this site, with the icon beside the address, then try again.",
  },
  not_found: {
    title: "No microphone found, so nobody can hear you",
    text: "Plug one in. It is used as soon as it is there.",
  },
  in_use: {
    title: "Another program has your microphone, so nobody can hear you",
    text: "Close the program that uses it, then try again.",
  },
  unavailable: {
    title: "Your microphone does not work, so nobody can hear you",
    text: "Choose another one in the settings, or try again.",
  },
};

/** What is wrong with the audio now, the worst first. `slow`: entering takes longer than it should. */
export function troublesOf(audio: AudioState, room: RoomSnapshot | null, slow = false): Trouble[] {
  if (audio.status === "failed") {
    return [
      {
        id: "failed",
        title: "The audio of this call could not be opened",
        text: audio.problem,
        tone: "danger",
        action: { label: "Try again", does: "enter_again" },
      },
    ];
  }
  if (audio.status === "out" || audio.status === "elsewhere") return [];
  if (room?.endedBy) return ended(room.endedBy);
  const troubles: Trouble[] = [];
  if (audio.status === "entering" && (slow || audio.problem)) {
    troubles.push({
      id: "entering",
      title: "The audio of this call is not connected yet. Trying again",
      text: audio.problem ?? "You and the caller do not hear each other until it is.",
      tone: "danger",
      action: null,
    });
  }
  if (!room) return troubles;
  if (room.state === "reconnecting") {
    troubles.push({
      id: "reconnecting",
      title: "The audio connection was lost. Reconnecting",
      text: "You and the caller do not hear each other until it is back.",
      tone: "danger",
      action: null,
    });
  }
  if (room.soundBlocked) {
    troubles.push({
      id: "sound",
      title: "Your browser holds the sound back",
      text: "You cannot hear the call until you allow it.",
      tone: "danger",
      action: { label: "Turn on sound", does: "start_sound" },
    });
  }
  if (room.micError) {
    troubles.push({
      id: "mic",
      ...MIC[room.micError],
      tone: "danger",
      action: { label: "Try again", does: "open_mic" },
    });
  }
  return troubles;
}

function ended(reason: EndReason): Trouble[] {
  if (reason === "left" || reason === "room_closed" || reason === "duplicate") return [];
  return [{ id: reason, ...ENDED[reason] }];
}
