import { Info } from "lucide-react";
import type { ReactNode } from "react";
import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { list } from "./names";
import { alsoRinging } from "./offers";
import { RingingDialog, type RingingProps } from "./ringing-dialog";

const REASONS = ["In a meeting", "Not my topic", "Taking a break"] as const;

interface Props extends RingingProps {
  transfer: TransferView;
  /** The signed-in agent's id. */
  me: string;
  callerTopic: string | null;
  /** The briefing's content. */
  children: ReactNode;
}

/** A transfer that rings here: who, from whom, what accepting does, and what is to be known. */
export function IncomingTransfer({ transfer, me, callerTopic, children, ...answers }: Props) {
  const others = alsoRinging(transfer, me);
  return (
    <RingingDialog
      {...answers}
      id={transfer.id}
      title="Incoming transfer"
      callerName={transfer.caller_name}
      about={
        <>
          from <bdi className="font-medium text-ink">{transfer.initiator.name}</bdi>
          {callerTopic && <> · {callerTopic}</>}
        </>
      }
      until={transfer.deadline_at}
      acceptLabel="Accept"
      declineLabel="Decline"
      reasons={REASONS}
    >
      <p className="mt-3 flex gap-2 text-sm">
        <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {whatAcceptingDoes(transfer)}
          {others.length > 0 && (
            <span className="block text-muted">
              Also ringing: {list(others.map((one) => inText(one.name)))}
            </span>
          )}
        </span>
      </p>
      <section
        aria-label="Briefing"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        className="mt-3 max-h-[40dvh] overflow-y-auto rounded-md bg-sunken p-3"
      >
        {children}
      </section>
    </RingingDialog>
  );
}

/** What the target lets themselves in for. */
export function whatAcceptingDoes({ mode, caller_name, initiator }: TransferView): string {
  const caller = inText(caller_name);
  const from = inText(initiator.name);
  switch (mode) {
    case "introduce":
      return `${from} brings ${caller} to you and introduces you.`;
    case "consult":
      return `You talk with ${from} first, while ${caller} is on hold.`;
    case "direct":
      return `${caller} comes to you at once, without ${from}.`;
  }
}
