import { PhoneIncoming } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Timer } from "@/components/ui/timer";
import { errorText } from "@/lib/api/errors";
import type { TransferView } from "@/lib/api/types";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";

const REASONS = ["In a meeting", "Not my topic", "Taking a break"] as const;

const ARM_AFTER_MS = 700;

interface Props {
  transfer: TransferView;
  callerTopic: string | null;
  /** The briefing's content. */
  children: ReactNode;
  /** Why nothing can be answered now (no connection), or null. */
  blocked: string | null;
  /** Why it cannot be accepted as things are (no microphone), or null. */
  acceptBlocked: string | null;
  onAccept: () => Promise<void>;
  onDecline: (reason: string | null) => Promise<void>;
}

/**
 * A transfer that rings here. It stays until it is answered: neither Escape nor a click
 * beside it closes it, and it takes no focus on a button, so that a key pressed in the
 * middle of something else answers nothing.
 */
export function IncomingTransfer(props: Props) {
  const { transfer, callerTopic, children, blocked, acceptBlocked, ...answers } = props;
  const panel = useRef<HTMLDivElement>(null);
  const { pending, problem, accept, decline } = useAnswer(transfer.id, answers);
  const disabled = blocked !== null || pending !== null;
  const armed = useArmed(transfer.id);
  useShortcuts(
    { call: false, offer: armed && !disabled },
    { accept: acceptBlocked ? undefined : accept, decline: () => decline(null) },
  );
  return (
    <Dialog open onClose={() => {}} title="Incoming transfer" size="md" initialFocus={panel}>
      <div ref={panel} tabIndex={-1} className="outline-none">
        <div className="flex items-start gap-3">
          <span className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft">
            <PhoneIncoming aria-hidden className="size-5 animate-breathe text-accent-text" />
          </span>
          <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <p className="font-semibold text-lg leading-snug">
              <bdi>{transfer.caller_name}</bdi>
            </p>
            <p className="text-muted text-sm">
              from <bdi className="font-medium text-ink">{transfer.initiator.name}</bdi>
              {callerTopic && <> · {callerTopic}</>}
            </p>
          </div>
          {transfer.deadline_at && (
            <p className="shrink-0 text-right text-muted text-sm">
              <Timer until={transfer.deadline_at} />
              <span className="block text-xs">to answer</span>
            </p>
          )}
        </div>
        <section
          aria-label="Briefing"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
          tabIndex={0}
          className="mt-4 max-h-[40dvh] overflow-y-auto rounded-md bg-sunken p-3"
        >
          {children}
        </section>
        {(problem ?? blocked ?? acceptBlocked) && (
          <p role="alert" className="mt-3 rounded-md bg-danger-soft px-3 py-2 text-sm">
            {problem ?? blocked ?? acceptBlocked}
          </p>
        )}
        <div className="mt-4 grid grid-cols-2 gap-2">
          <Button
            tone="secondary"
            size="lg"
            pending={pending === "decline"}
            disabled={disabled}
            onClick={() => decline(null)}
            aria-keyshortcuts="D"
          >
            Decline
            <Kbd>D</Kbd>
          </Button>
          <Button
            tone="primary"
            size="lg"
            pending={pending === "accept"}
            disabled={disabled || acceptBlocked !== null}
            onClick={accept}
            aria-keyshortcuts="A"
          >
            Accept
            <Kbd>A</Kbd>
          </Button>
        </div>
        <fieldset className="mt-3">
          <legend className="text-muted text-xs">Decline and say why</legend>
          <div className="mt-1.5 flex flex-wrap gap-1.5">
            {REASONS.map((reason) => (
              <button
                key={reason}
                type="button"
                disabled={disabled}
                onClick={() => decline(reason)}
                className="rounded-full border border-line-strong px-2.5 py-1 text-sm hover:bg-sunken disabled:opacity-60"
              >
                {reason}
              </button>
            ))}
          </div>
        </fieldset>
      </div>
    </Dialog>
  );
}

/** Whether keys answer: not in the first moment, when they were meant for something else. */
function useArmed(transferId: string): boolean {
  const [armedFor, setArmedFor] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setArmedFor(transferId), ARM_AFTER_MS);
    return () => clearTimeout(timer);
  }, [transferId]);
  return armedFor === transferId;
}

type Answers = Pick<Props, "onAccept" | "onDecline">;

/** One answer at a time; pending until the server's event takes the dialog away. */
function useAnswer(transferId: string, { onAccept, onDecline }: Answers) {
  const [pending, setPending] = useState<"accept" | "decline" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another transfer starts afresh
  useEffect(() => {
    setPending(null);
    setProblem(null);
  }, [transferId]);

  const answer = async (kind: "accept" | "decline", send: () => Promise<void>) => {
    setPending(kind);
    setProblem(null);
    try {
      await send();
    } catch (error) {
      setProblem(errorText(error));
      setPending(null);
    }
  };

  return {
    pending,
    problem,
    accept: () => void answer("accept", onAccept),
    decline: (reason: string | null) => void answer("decline", () => onDecline(reason)),
  };
}
