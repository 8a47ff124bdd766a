import { Headset, User } from "lucide-react";
import type { ParticipantView } from "@/lib/api/types";
import type { Speaker } from "@/lib/speakers";

interface Props {
  participants: readonly ParticipantView[];
  speakers: ReadonlyMap<string, Speaker>;
  /** Id of the signed-in agent. */
  me: string;
  /** Identities who are speaking now. */
  speaking: readonly string[];
}

export const PARTICIPANT_WORDS: Record<ParticipantView["state"], string> = {
  connecting: "Connecting",
  present: "Here",
  away: "Dropped, may return",
  left: "Left",
};

const COLOUR: Record<ParticipantView["state"], string> = {
  connecting: "text-wait",
  present: "text-live",
  away: "text-wait",
  left: "text-muted",
};

/** Who is in the call now, as the server knows it. */
export function Participants({ participants, speakers, me, speaking }: Props) {
  const here = participants.filter((participant) => participant.state !== "left");
  return (
    <ul aria-label="Participants" className="space-y-1.5">
      {here.length === 0 && <li className="text-muted text-sm">Nobody is in the call.</li>}
      {here.map((participant) => {
        const Icon = participant.kind === "caller" ? User : Headset;
        const talks = participant.state === "present" && speaking.includes(participant.identity);
        const colour = talks ? "text-live" : COLOUR[participant.state];
        return (
          <li key={participant.id} className="flex items-center gap-2 text-sm">
            <Icon
              aria-hidden
              className={`size-4 shrink-0 ${speakers.get(participant.identity)?.hue.text ?? "text-muted"}`}
            />
            <span className="min-w-0 flex-1 truncate" title={participant.name}>
              <bdi className="font-medium">{participant.name}</bdi>
              <span className="text-muted"> {roleOf(participant, me)}</span>
            </span>
            <span className={`shrink-0 text-xs ${colour}`}>
              {talks ? "Speaking" : PARTICIPANT_WORDS[participant.state]}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function roleOf(participant: ParticipantView, me: string): string {
  if (participant.agent_id === me) return "you";
  return participant.kind === "caller" ? "caller" : "agent";
}
