import type { ParticipantView } from "@/lib/api/types";

/** One person of a call as the transcript and the participants list show them. */
export interface Speaker {
  identity: string;
  name: string;
  kind: "caller" | "agent";
  /** Their colour; the name is always written beside it. */
  hue: SpeakerHue;
}

export interface SpeakerHue {
  text: string;
  dot: string;
}

const CALLER_HUE: SpeakerHue = { text: "text-speaker-caller", dot: "bg-speaker-caller" };

const AGENT_HUES: readonly [SpeakerHue, ...SpeakerHue[]] = [
  { text: "text-speaker-1", dot: "bg-speaker-1" },
  { text: "text-speaker-2", dot: "bg-speaker-2" },
  { text: "text-speaker-3", dot: "bg-speaker-3" },
  { text: "text-speaker-4", dot: "bg-speaker-4" },
];

/** Everybody who is or was in the call, by LiveKit identity; agents take their hues as they came. */
export function speakersOf(participants: readonly ParticipantView[]): Map<string, Speaker> {
  const speakers = new Map<string, Speaker>();
  let agents = 0;
  for (const { identity, kind, name } of participants) {
    if (speakers.has(identity)) continue;
    const hue = kind === "caller" ? CALLER_HUE : agentHue(agents++);
    speakers.set(identity, { identity, name, kind, hue });
  }
  return speakers;
}

function agentHue(index: number): SpeakerHue {
  return AGENT_HUES[index % AGENT_HUES.length] ?? AGENT_HUES[0];
}
