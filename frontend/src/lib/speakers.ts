import type { ParticipantView } from "@/lib/api/types";

/** One person of a call as the transcript and the participants list show them. */
export interface Speaker {
  identity: string;
  name: string;
  kind: ParticipantView["kind"];
  /** Their colour; the name is always written beside it. */
  hue: SpeakerHue;
}

export interface SpeakerHue {
  text: string;
  dot: string;
}

const CALLER_HUE: SpeakerHue = { text: "text-speaker-caller", dot: "bg-speaker-caller" };

const PHONE_HUE: SpeakerHue = { text: "text-speaker-phone", dot: "bg-speaker-phone" };

const AGENT_HUES: readonly [SpeakerHue, ...SpeakerHue[]] = [
  { text: "text-speaker-1", dot: "bg-speaker-1" },
  { text: "text-speaker-2", dot: "bg-speaker-2" },
  { text: "text-speaker-3", dot: "bg-speaker-3" },
  { text: "text-speaker-4", dot: "bg-speaker-4" },
];

const HUES = { caller: CALLER_HUE, phone: PHONE_HUE } as const;

/** The hues of a call's agents, in the order in which they are first asked for; each keeps theirs. */
export class AgentHues {
  private readonly given = new Map<string, SpeakerHue>();

  of(id: string): SpeakerHue {
    const hue = this.given.get(id) ?? agentHue(this.given.size);
    this.given.set(id, hue);
    return hue;
  }
}

/** Everybody who is or was in the call, by LiveKit identity; agents take their hues as they came, phones share one. */
export function speakersOf(participants: readonly ParticipantView[]): Map<string, Speaker> {
  const speakers = new Map<string, Speaker>();
  const hues = new AgentHues();
  for (const { identity, kind, name } of participants) {
    if (speakers.has(identity)) continue;
    const hue = kind === "agent" ? hues.of(identity) : HUES[kind];
    speakers.set(identity, { identity, name, kind, hue });
  }
  return speakers;
}

function agentHue(index: number): SpeakerHue {
  return AGENT_HUES[index % AGENT_HUES.length] ?? AGENT_HUES[0];
}
