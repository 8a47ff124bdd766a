import { useEffect, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { BriefingCard } from "@/features/briefing/briefing-card";
import { mergeTranscript } from "@/features/transcript/merge";
import { type SegmentWish, Transcript } from "@/features/transcript/transcript";
import { TransferHistory } from "@/features/transfer/transfer-history";
import { errorText } from "@/lib/api/errors";
import type { CallDetail } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { formatClock, formatDuration } from "@/lib/format/time";
import { callerNumber } from "@/lib/phone";
import { DownloadMenu } from "./download-menu";
import { useCallData } from "./use-call-data";

const NOBODY_SPEAKS = new Map();

interface Props {
  callId: string;
  callerName: string;
  /** What to show first; else it begins at the beginning. */
  segmentId?: string;
  onClose: () => void;
}

/** Another call than the one in hand: what was said, the briefing, who handed it over. To be read only. */
export function PastCallDialog({ callId, callerName, segmentId, onClose }: Props) {
  const data = useCallData(callId);
  const entries = useMemo(
    () => mergeTranscript(data.segments, NOBODY_SPEAKS, { gaps: data.gaps }),
    [data.segments, data.gaps],
  );
  const [wish, setWish] = useState<SegmentWish | null>(null);
  const loaded = data.segments.length > 0;
  useEffect(() => {
    if (loaded && segmentId) setWish({ segmentId });
  }, [loaded, segmentId]);
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={inText(callerName)}
      description={data.call && whenAndHowLong(data.call)}
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
          {loaded && <DownloadMenu callId={callId} />}
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

function whenAndHowLong(call: CallDetail): string {
  const day = new Date(call.created_at).toLocaleDateString(undefined, { dateStyle: "medium" });
  const when = `${day}, ${formatClock(call.created_at)}`;
  return [callerNumber(call), when, lengthOf(call)].filter(Boolean).join(" · ");
}

function lengthOf({ created_at, ended_at }: CallDetail): string | null {
  if (!ended_at) return null;
  return formatDuration((Date.parse(ended_at) - Date.parse(created_at)) / 1000);
}
