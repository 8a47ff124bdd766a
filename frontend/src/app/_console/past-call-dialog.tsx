import { useMemo } from "react";
import { Dialog } from "@/components/ui/dialog";
import { BriefingCard } from "@/features/briefing/briefing-card";
import { mergeTranscript } from "@/features/transcript/merge";
import { Transcript } from "@/features/transcript/transcript";
import { TransferHistory } from "@/features/transfer/transfer-history";
import { errorText } from "@/lib/api/errors";
import { inText } from "@/lib/bidi";
import { useCallData } from "./use-call-data";

const NOBODY_SPEAKS = new Map();

/** A call that has ended: what was said, the briefing, and who handed it over to whom. To be read only. */
export function PastCallDialog({ callId, onClose }: { callId: string; onClose: () => void }) {
  const { call, segments, briefing, speakers, timeOf, refused } = useCallData(callId);
  const turns = useMemo(() => mergeTranscript(segments, NOBODY_SPEAKS), [segments]);
  return (
    <Dialog open onClose={onClose} size="lg" title={call ? inText(call.caller_name) : "Call"}>
      {refused ? (
        <p className="text-muted text-sm">{errorText(refused)}</p>
      ) : (
        <div className="-mx-2 space-y-4">
          <div className="flex h-[40dvh] rounded-md border">
            <Transcript turns={turns} speakers={speakers} empty="Nothing was said." />
          </div>
          <BriefingCard briefing={briefing} timeOf={timeOf} />
          <section className="px-4">
            <h3 className="mb-2 font-semibold text-sm">Transfers</h3>
            <TransferHistory transfers={call?.transfers ?? []} />
          </section>
        </div>
      )}
    </Dialog>
  );
}
