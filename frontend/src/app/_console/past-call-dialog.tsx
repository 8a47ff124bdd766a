import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { BriefingCard } from "@/features/briefing/briefing-card";
import { mergeTranscript } from "@/features/transcript/merge";
import { type SegmentWish, Transcript } from "@/features/transcript/transcript";
import { TransferHistory } from "@/features/transfer/transfer-history";
import { errorText } from "@/lib/api/errors";
import type { CallView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { formatClock, formatDuration } from "@/lib/format/time";
import { useCallData } from "./use-call-data";

const NOBODY_SPEAKS = new Map();

/** A call that has ended: what was said, the briefing, and who handed it over. To be read only. */
export function PastCallDialog({ call, onClose }: { call: CallView; onClose: () => void }) {
  const data = useCallData(call.id);
  const entries = useMemo(
    () => mergeTranscript(data.segments, NOBODY_SPEAKS, { gaps: data.gaps }),
    [data.segments, data.gaps],
  );
  const [wish, setWish] = useState<SegmentWish | null>(null);
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={inText(call.caller_name)}
      description={whenAndHowLong(call)}
    >
      {data.refused ? (
        <p className="text-muted text-sm">{errorText(data.refused)}</p>
      ) : (
        <div className="space-y-4">
          <div className="flex h-[40dvh] min-h-40 rounded-md border">
            <Transcript
              entries={entries}
              speakers={data.speakers}
              wish={wish}
              empty="Nothing was said."
            />
          </div>
          <div className="rounded-md border">
            <BriefingCard
              briefing={data.briefing}
              timeOf={data.timeOf}
              onShowSegment={(segmentId) => setWish({ segmentId })}
            />
          </div>
          <section>
            <h3 className="mb-2 font-semibold text-sm">Transfers</h3>
            <TransferHistory transfers={data.call?.transfers ?? []} />
          </section>
        </div>
      )}
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function whenAndHowLong(call: CallView): string {
  const day = new Date(call.created_at).toLocaleDateString(undefined, { dateStyle: "medium" });
  const when = `${day}, ${formatClock(call.created_at)}`;
  if (!call.ended_at) return when;
  const seconds = (Date.parse(call.ended_at) - Date.parse(call.created_at)) / 1000;
  return `${when} · ${formatDuration(seconds)}`;
}
