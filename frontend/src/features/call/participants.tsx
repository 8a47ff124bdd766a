import { Headset, Phone, User } from "lucide-react";
import type { CallDetail, ParticipantView, PhoneView } from "@/lib/api/types";
import { numberBeside } from "@/lib/phone";
import type { Speaker } from "@/lib/speakers";
import { PLACE_WORDS, placeOf } from "./whereabouts";

interface Props {
  call: Pick<CallDetail, "participants" | "held_since" | "transfers">;
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

const ICON = { caller: User, agent: Headset, phone: Phone } as const;

/** What a phone does that is not in the call yet. */
const PHONE_WORDS: Record<PhoneView["state"], string> = {
  queued: "Queued",
  ringing: "Ringing",
  answered: "Answered",
  briefing: "Hears the briefing",
  accepted: "Accepted",
  connected: "Connecting",
  ended: "Hung up",
};

/** Who is in the call now and where, as the server knows it. */
export function Participants({ call, speakers, me, speaking }: Props) {
  const here = call.participants.filter((participant) => participant.state !== "left");
  return (
    <ul aria-label="Participants" className="space-y-1.5">
      {here.length === 0 && <li className="text-muted text-sm">Nobody is in the call.</li>}
      {here.map((participant) => {
        const Icon = ICON[participant.kind];
        const place = placeOf(participant, call);
        // Somebody on hold or waiting is heard by nobody.
        const heard = place === null || place === "consulting";
        const talks =
          heard && participant.state === "present" && speaking.includes(participant.identity);
        const colour = place && !talks ? "text-wait" : COLOUR[participant.state];
        return (
          <li key={participant.id} className="flex items-center gap-2 text-sm">
            <Icon
              aria-hidden
              className={`size-4 shrink-0 ${speakers.get(participant.identity)?.hue.text ?? "text-muted"}`}
            />
            <span className="min-w-0 flex-1 truncate" title={participant.name}>
              <bdi className="font-medium">{participant.name}</bdi>
              <span className="text-muted"> {roleOf(participant, me)}</span>
              <PhoneNumber participant={participant} />
            </span>
            <span className={`shrink-0 text-xs ${colour}`}>
              {talks ? "Speaking" : place ? PLACE_WORDS[place] : stateOf(participant)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function roleOf(participant: ParticipantView, me: string): string {
  if (participant.agent_id === me) return "you";
  return participant.kind;
}

/** Under the name that stands for it. */
function PhoneNumber({ participant: { phone, name } }: { participant: ParticipantView }) {
  const number = numberBeside(phone, name);
  return number && <span className="block truncate text-muted text-xs tabular-nums">{number}</span>;
}

function stateOf({ state, phone }: ParticipantView): string {
  return state === "connecting" && phone ? PHONE_WORDS[phone.state] : PARTICIPANT_WORDS[state];
}
