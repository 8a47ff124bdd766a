import type { ReactNode } from "react";
import { BriefingCard } from "@/features/briefing/briefing-card";
import { Participants } from "@/features/call/participants";
import type { AfterPhone } from "@/features/transfer/dial-again";
import type { Scene, TransferAction } from "@/features/transfer/picture";
import { TransferHistory } from "@/features/transfer/transfer-history";
import { TransferStatus } from "@/features/transfer/transfer-status";
import type { CallDetail } from "@/lib/api/types";
import type { CallData } from "./use-call-data";
import { shownIn, type View } from "./views";

interface Props {
  view: View;
  call: CallDetail;
  data: CallData;
  /** Id of the signed-in agent. */
  me: string;
  speaking: readonly string[];
  /** Why nothing can be changed now, or null. */
  blocked: string | null;
  scene: Scene;
  onAct: (action: TransferAction) => Promise<void>;
  afterPhone: AfterPhone;
  onSaveBriefing: (text: string, version: number) => Promise<void>;
  onAddNote: (text: string) => Promise<void>;
  onShowSegment: (segmentId: string) => void;
}

/** What is cut off at the edge fades, to show that it goes on; the end of the content stays clear. */
const FADE =
  "after:pointer-events-none after:sticky after:bottom-0 after:-mt-4 after:h-4 after:shrink-0 after:bg-linear-to-t after:from-canvas";

/**
 * The right column in a call: what the next agent must know, and how far handing over has got. Each
 * has its share of the height whatever it holds, so that neither moves through a transfer.
 */
export function SidePanel({ view, call, data, me, speaking, blocked, scene, ...on }: Props) {
  const transfer = call.transfers.at(-1) ?? null;
  return (
    <>
      <div
        className={`${shownIn(view, "briefing")} ${FADE} min-h-0 flex-1 flex-col overflow-y-auto desk:flex-9`}
      >
        <BriefingCard
          briefing={data.briefing}
          onSave={on.onSaveBriefing}
          onAddNote={on.onAddNote}
          timeOf={data.timeOf}
          onShowSegment={on.onShowSegment}
        />
      </div>
      <section
        aria-label="Transfer and people"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        className={`${shownIn(view, "people")} ${FADE} min-h-0 flex-1 flex-col overflow-y-auto focus-visible:-outline-offset-2 desk:flex-11 desk:border-t`}
      >
        <Section title="Transfer" label="Transfer status">
          <TransferStatus
            transfer={transfer}
            scene={scene}
            me={me}
            blocked={blocked}
            onAct={on.onAct}
            afterPhone={on.afterPhone}
          />
        </Section>
        <Section title="Participants">
          <Participants call={call} speakers={data.speakers} me={me} speaking={speaking} />
        </Section>
        <Section title="Transfer history">
          <TransferHistory transfers={call.transfers} />
        </Section>
      </section>
    </>
  );
}

/** With a label it is a region of the page; without one its list has the name. */
function Section(props: { title: string; label?: string; children: ReactNode }) {
  return (
    <section aria-label={props.label} className="p-4 not-first:border-t">
      <h2 className="mb-2 font-semibold text-sm">{props.title}</h2>
      {props.children}
    </section>
  );
}
