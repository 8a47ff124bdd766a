import { SignalHigh, SignalLow, SignalMedium, SignalZero } from "lucide-react";
import { Timer } from "@/components/ui/timer";
import type { CallView } from "@/lib/api/types";
import type { Quality, RoomState } from "@/lib/room/types";

interface Props {
  call: CallView;
  state: RoomState;
  quality: Quality;
}

/** Who is on the line, for how long, and how well they can be heard. */
export function CallHeader({ call, state, quality }: Props) {
  const caller = call.participants.find((participant) => participant.kind === "caller");
  return (
    <header className="flex min-h-14 items-center gap-3 border-b px-4 py-2">
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-lg leading-tight" title={call.caller_name}>
          <bdi>{call.caller_name}</bdi>
        </h1>
        {call.topic && (
          <p className="truncate text-muted text-sm" title={call.topic} dir="auto">
            {call.topic}
          </p>
        )}
      </div>
      {caller?.state === "away" ? (
        <p className="text-sm text-wait">Dropped off, may return</p>
      ) : (
        <Connection state={state} quality={quality} />
      )}
      <p className="font-medium tabular-nums">
        <span className="sr-only">Call time </span>
        <Timer since={call.created_at} />
      </p>
    </header>
  );
}

const QUALITY = {
  excellent: { Icon: SignalHigh, words: "Excellent", colour: "text-live" },
  good: { Icon: SignalMedium, words: "Good", colour: "text-live" },
  poor: { Icon: SignalLow, words: "Poor", colour: "text-wait" },
  lost: { Icon: SignalZero, words: "Lost", colour: "text-danger-text" },
  unknown: { Icon: SignalZero, words: "Measuring", colour: "text-muted" },
} as const satisfies Record<Quality, unknown>;

function Connection({ state, quality }: Pick<Props, "state" | "quality">) {
  if (state !== "connected") return <p className="text-sm text-wait">{STATE_WORDS[state]}</p>;
  const { Icon, words, colour } = QUALITY[quality];
  return (
    <p className={`flex items-center gap-1 text-sm ${colour}`}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">Connection: </span>
      {words}
    </p>
  );
}

const STATE_WORDS: Record<Exclude<RoomState, "connected">, string> = {
  idle: "Connecting",
  connecting: "Connecting",
  reconnecting: "Reconnecting",
  disconnected: "Not connected",
};
