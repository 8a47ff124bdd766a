import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PhoneMark } from "@/components/ui/phone-mark";
import { Timer } from "@/components/ui/timer";
import { errorText } from "@/lib/api/errors";
import type { CallView } from "@/lib/api/types";
import { ARRIVAL } from "@/lib/arrival";
import { callerNumber, rangIn } from "@/lib/phone";

interface Props {
  calls: readonly CallView[];
  /** The name of an agent who is rung to take a call back. */
  returningTo: (agentId: string) => string | undefined;
  /** Why no call can be joined now (in a call, no connection), or null. */
  blocked: string | null;
  onJoin: (callId: string) => Promise<void>;
  /** Whether the caller page can be tried from here, on the same machine. */
  teach: boolean;
}

/** The queue, whoever has waited longest first. */
export function WaitingCalls({ calls, returningTo, blocked, onJoin, teach }: Props) {
  return (
    <section aria-label="Waiting calls" className="flex min-h-0 flex-col">
      <h2 {...ARRIVAL} className="px-4 pt-4 pb-2 font-semibold text-sm outline-none">
        Waiting <span className="text-muted tabular-nums">({calls.length})</span>
      </h2>
      {calls.length === 0 ? (
        <Nobody teach={teach} />
      ) : (
        <ul
          // With every button off, the list itself must take the focus to be scrolled by keyboard.
          tabIndex={blocked === null ? undefined : 0}
          className="min-h-0 overflow-y-auto px-2 pb-2"
        >
          {calls.map((call) => (
            <WaitingCall
              key={call.id}
              call={call}
              returningTo={call.recall ? returningTo(call.recall.agent_id) : undefined}
              blocked={blocked}
              onJoin={onJoin}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Nobody({ teach }: { teach: boolean }) {
  return (
    <p className="px-4 pb-3 text-muted text-sm">
      Nobody is waiting.{" "}
      {teach ? (
        <>
          <a
            href="/"
            target="_blank"
            rel="noreferrer"
            className="text-accent-text underline underline-offset-2"
          >
            Open the caller page in another window
          </a>{" "}
          to try it.
        </>
      ) : (
        "Callers appear here the moment they join."
      )}
    </p>
  );
}

type ItemProps = Pick<Props, "blocked" | "onJoin"> & {
  call: CallView;
  returningTo: string | undefined;
};

function WaitingCall({ call, returningTo, blocked, onJoin }: ItemProps) {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const nameId = `waiting-${call.id}`;

  const join = async () => {
    setPending(true);
    setProblem(null);
    try {
      await onJoin(call.id);
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setPending(false);
    }
  };

  return (
    <li className="animate-appear rounded-md px-2 py-1.5 hover:bg-sunken">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <p id={nameId} className="truncate font-medium" title={call.caller_name}>
            <bdi>{call.caller_name}</bdi>
          </p>
          <p className="flex gap-1.5 text-muted text-xs">
            <Timer since={call.waiting_since ?? call.created_at} className="shrink-0 text-wait" />
            {rangIn(call) && <PhoneMark number={callerNumber(call)} />}
            {returningTo ? (
              <span className="min-w-0 truncate text-wait" title={returningTo}>
                Returning to <bdi>{returningTo}</bdi>
              </span>
            ) : (
              call.topic && (
                <span className="min-w-0 truncate" title={call.topic} dir="auto">
                  {call.topic}
                </span>
              )
            )}
          </p>
        </div>
        <Button
          size="sm"
          tone="secondary"
          pending={pending}
          disabled={blocked !== null}
          title={blocked ?? undefined}
          aria-describedby={nameId}
          onClick={join}
        >
          Join
        </Button>
      </div>
      {problem && (
        <p role="alert" className="mt-1 text-danger-text text-xs">
          {problem}
        </p>
      )}
    </li>
  );
}
