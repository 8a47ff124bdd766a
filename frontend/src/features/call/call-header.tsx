import { Pause, SignalHigh, SignalLow, SignalMedium, SignalZero } from "lucide-react";
import { PhoneMark } from "@/components/ui/phone-mark";
import { Timer } from "@/components/ui/timer";
import type { CallView } from "@/lib/api/types";
import { ARRIVAL } from "@/lib/arrival";
import { QUALITY_WORDS } from "@/lib/format/quality";
import { callerNumber, rangIn } from "@/lib/phone";
import type { Quality, RoomState } from "@/lib/room/types";
import { PARTICIPANT_WORDS } from "./participants";

interface Props {
  call: CallView;
  /** Of the sound here; null when it is elsewhere. */
  state: RoomState | null;
  quality: Quality;
}

/** Who is on the line, for how long, and how well they can be heard. */
export function CallHeader({ call, state, quality }: Props) {
  const caller = call.participants.find((participant) => participant.kind === "caller");
  return (
    <header className="flex min-h-15 items-center gap-3 border-b px-4 py-2">
      <div className="min-w-0 flex-1">
        <h2
          {...ARRIVAL}
          className="flex items-center gap-2 font-semibold text-lg leading-tight outline-none"
          title={call.caller_name}
        >
          <bdi className="min-w-0 truncate">{call.caller_name}</bdi>
          {rangIn(call) && <PhoneMark number={callerNumber(call)} />}
        </h2>
        {call.held_since ? (
          <OnHold since={call.held_since} />
        ) : (
          call.topic && (
            <p className="truncate text-muted text-sm" title={call.topic} dir="auto">
              {call.topic}
            </p>
          )
        )}
        <p role="status" className="sr-only">
          {call.held_since && `${call.caller_name} is on hold`}
        </p>
      </div>
      {caller?.state === "away" ? (
        <p className="text-sm text-wait">{PARTICIPANT_WORDS.away}</p>
      ) : (
        <div className={call.held_since ? "max-sm:hidden" : ""}>
          {state && <Connection state={state} quality={quality} />}
        </div>
      )}
      <p className="font-medium tabular-nums">
        <span className="sr-only">Call time </span>
        <Timer since={call.created_at} />
      </p>
    </header>
  );
}

/** In the place of the topic, so that nothing moves. */
function OnHold({ since }: { since: string }) {
  return (
    <p className="flex items-center gap-1.5 whitespace-nowrap text-sm text-wait">
      <Pause aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">
        <span className="font-medium">On hold</span> · <Timer since={since} /> · hears music
      </span>
    </p>
  );
}

const QUALITY = {
  excellent: { Icon: SignalHigh, colour: "text-live" },
  good: { Icon: SignalMedium, colour: "text-live" },
  poor: { Icon: SignalLow, colour: "text-wait" },
  lost: { Icon: SignalZero, colour: "text-danger-text" },
  unknown: { Icon: SignalZero, colour: "text-muted" },
} as const satisfies Record<Quality, unknown>;

function Connection({ state, quality }: { state: RoomState; quality: Quality }) {
  if (state !== "connected") return <p className="text-sm text-wait">{STATE_WORDS[state]}</p>;
  const { Icon, colour } = QUALITY[quality];
  return (
    <p className={`flex items-center gap-1 text-sm ${colour}`}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">Connection: </span>
      {QUALITY_WORDS[quality]}
    </p>
  );
}

const STATE_WORDS: Record<Exclude<RoomState, "connected">, string> = {
  idle: "Connecting",
  connecting: "Connecting",
  reconnecting: "Reconnecting",
  disconnected: "Not connected",
};
