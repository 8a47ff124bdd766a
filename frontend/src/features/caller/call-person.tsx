import clsx from "clsx";
import { Headset, Signal, SignalLow, SignalMedium, SignalZero } from "lucide-react";
import { useState } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Timer } from "@/components/ui/timer";
import type { CallerCallView } from "@/lib/api/types";
import { QUALITY_WORDS } from "@/lib/format/quality";
import { formatClock, secondsSince } from "@/lib/format/time";
import { useNow } from "@/lib/format/use-now";
import { isHoldMusic } from "@/lib/hold-music";
import type { RoomSnapshot } from "@/lib/room";
import { AgentHues } from "@/lib/speakers";
import { capital, listNames, placeText, type StatusText } from "./caller-state";
import { holdMessage } from "./on-hold";
import { StatusLine } from "./status-line";

const SIGNALS = {
  excellent: Signal,
  good: SignalMedium,
  poor: SignalLow,
  lost: SignalZero,
  unknown: Signal,
};

/** Characters; longer titles are set smaller, so that they fit a phone. */
const LONG_TITLE = 32;

/** Who one is talking to and since when, in large; under it how the line is. */
export function CallPerson({
  call,
  status,
  snapshot,
  ownIdentity,
}: {
  call: CallerCallView;
  status: StatusText;
  snapshot: RoomSnapshot;
  ownIdentity: string;
}) {
  const { agents, answered_at: answeredAt } = call;
  const [hues] = useState(() => new AgentHues());
  const title = agents.length > 0 ? capital(listNames(agents)) : "We are getting someone for you";
  const onHold = call.status === "on_hold";
  const theySpeak =
    !onHold &&
    snapshot.speaking.some((identity) => identity !== ownIdentity && !isHoldMusic(identity));
  // The last measure says nothing about a line that is down.
  const quality = snapshot.state === "connected" ? snapshot.quality : "unknown";
  const SignalIcon = SIGNALS[quality];
  return (
    <div className="flex w-full flex-col items-center gap-5 text-center">
      <div
        className={clsx(
          "flex -space-x-4 rounded-full p-1.5 ring-2 transition-shadow duration-150",
          theySpeak ? "ring-live" : "ring-transparent",
        )}
      >
        {agents.length === 0 ? (
          <span
            aria-hidden
            className="flex size-24 items-center justify-center rounded-full bg-sunken text-muted"
          >
            <Headset size={36} strokeWidth={1.5} />
          </span>
        ) : (
          agents.map((agent) => (
            <span key={agent.id} className="rounded-full bg-canvas p-1 sm:bg-surface">
              <Avatar name={agent.name} size="xl" className={hues.of(agent.id).text} />
            </span>
          ))
        )}
      </div>
      <div className="flex w-full flex-col items-center gap-2">
        <h1
          dir="auto"
          className={clsx(
            "line-clamp-4 max-w-full text-balance break-words font-semibold tracking-tight",
            title.length > LONG_TITLE ? "text-2xl" : "text-3xl",
          )}
        >
          {title}
        </h1>
        {onHold && call.held_since ? (
          <HoldMessage call={call} since={call.held_since} />
        ) : (
          <p aria-live="polite" className="min-h-6 text-muted">
            {call.status === "waiting"
              ? placeText(call.place_in_line)
              : answeredAt && `On the line since ${formatClock(answeredAt)}`}
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2">
        <StatusLine status={status} />
        <Timer since={timeSince(call)} className="font-medium text-lg text-ink" />
      </div>
      <p className="flex items-center gap-2 text-muted text-sm">
        <SignalIcon aria-hidden size={16} className={clsx(quality === "unknown" && "opacity-40")} />
        {QUALITY_WORDS[quality]} connection
      </p>
    </div>
  );
}

/** Changes every so often. High enough for the longest, so that nothing moves when it does. */
function HoldMessage({ call, since }: { call: CallerCallView; since: string }) {
  const heldS = secondsSince(since, useNow());
  return (
    <p aria-live="polite" dir="auto" className="min-h-12 max-w-xs text-pretty text-muted">
      {holdMessage(call, heldS)}
    </p>
  );
}

/** On hold, for how long that has lasted. */
function timeSince({ status, held_since, answered_at, created_at }: CallerCallView): string {
  if (status === "on_hold" && held_since) return held_since;
  return answered_at ?? created_at;
}
