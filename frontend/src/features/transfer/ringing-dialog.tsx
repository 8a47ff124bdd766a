import { PhoneIncoming } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Timer } from "@/components/ui/timer";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { type Answers, useAnswer, useArmed } from "./use-answer";

export interface RingingProps extends Answers {
  /** Why nothing can be answered now (no connection), or null. */
  blocked: string | null;
  /** Why it cannot be accepted as things are (no microphone), or null. */
  acceptBlocked: string | null;
}

interface Props extends RingingProps {
  /** What rings: another one starts afresh. */
  id: string;
  title: string;
  callerName: string;
  /** From whom it comes, or why. */
  about: ReactNode;
  until: string | null;
  acceptLabel: string;
  declineLabel: string;
  children?: ReactNode;
  /** Reasons to decline with, in one click. */
  reasons?: readonly string[];
}

/**
 * A call that rings here. It stays until it is answered: neither Escape nor a click
 * beside it closes it, and it takes no focus on a button, so that a key pressed in the
 * middle of something else answers nothing.
 */
export function RingingDialog(props: Props) {
  const { id, blocked, acceptBlocked, reasons } = props;
  const panel = useRef<HTMLDivElement>(null);
  const { pending, problem, accept, decline } = useAnswer(id, props);
  const disabled = blocked !== null || pending !== null;
  const armed = useArmed(id);
  useShortcuts(
    { call: false, offer: armed && !disabled },
    { accept: acceptBlocked ? undefined : accept, decline: () => decline(null) },
  );
  const trouble = problem ?? blocked ?? acceptBlocked;
  return (
    <Dialog open onClose={() => {}} title={props.title} size="md" initialFocus={panel}>
      <div ref={panel} tabIndex={-1} className="outline-none">
        <div className="flex items-start gap-3">
          <span className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft">
            <PhoneIncoming aria-hidden className="size-5 animate-breathe text-accent-text" />
          </span>
          <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <p className="font-semibold text-lg leading-snug">
              <bdi>{props.callerName}</bdi>
            </p>
            <p className="text-muted text-sm">{props.about}</p>
          </div>
          {props.until && (
            <p className="shrink-0 text-right text-muted text-sm">
              <Timer until={props.until} />
              <span className="block text-xs">to answer</span>
            </p>
          )}
        </div>
        {props.children}
        {trouble && (
          <p role="alert" className="mt-3 rounded-md bg-danger-soft px-3 py-2 text-sm">
            {trouble}
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
            className="px-3!"
          >
            {props.declineLabel}
            <Kbd>D</Kbd>
          </Button>
          <Button
            tone="primary"
            size="lg"
            pending={pending === "accept"}
            disabled={disabled || acceptBlocked !== null}
            onClick={accept}
            aria-keyshortcuts="A"
            className="px-3!"
          >
            {props.acceptLabel}
            <Kbd>A</Kbd>
          </Button>
        </div>
        {reasons && <Reasons reasons={reasons} disabled={disabled} onDecline={decline} />}
      </div>
    </Dialog>
  );
}

function Reasons(props: {
  reasons: readonly string[];
  disabled: boolean;
  onDecline: (reason: string) => void;
}) {
  return (
    <fieldset className="mt-3">
      <legend className="text-muted text-xs">Decline and say why</legend>
      <div className="mt-1.5 flex flex-wrap gap-1.5">
        {props.reasons.map((reason) => (
          <button
            key={reason}
            type="button"
            disabled={props.disabled}
            onClick={() => props.onDecline(reason)}
            className="rounded-full border border-line-strong px-2.5 py-1 text-sm hover:bg-sunken disabled:opacity-60"
          >
            {reason}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
