import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { BriefingView, CallDetail, GapView, SegmentView } from "@/lib/api/types";
import { useSeat } from "@/lib/session/seat";
import { speakersOf } from "@/lib/speakers";

const NOTHING_SAID: SegmentView[] = [];
const NOTHING_MISSED: GapView[] = [];

export interface CallData {
  call: CallDetail | null;
  segments: SegmentView[];
  gaps: GapView[];
  briefing: BriefingView | null;
  speakers: ReturnType<typeof speakersOf>;
  /** Seconds since the call's start when a segment was said; null when it is not here. */
  timeOf: (segmentId: string) => number | null;
  /** Why the transcript could not be loaded, or null. */
  refused: Error | null;
}

/** Everything known of one call. */
export function useCallData(callId: string | null): CallData {
  const { queries } = useSeat();
  const enabled = callId !== null;
  const id = callId ?? "";
  const call = useQuery({ ...queries.call(id), enabled }).data ?? null;
  const transcript = useQuery({ ...queries.transcript(id), enabled });
  const briefing = useQuery({ ...queries.briefing(id), enabled }).data ?? null;
  const segments = transcript.data?.segments ?? NOTHING_SAID;
  const gaps = transcript.data?.gaps ?? NOTHING_MISSED;
  const speakers = useMemo(() => speakersOf(call?.participants ?? []), [call?.participants]);
  const timeOf = useMemo(() => {
    const times = new Map(segments.map((segment) => [segment.id, segment.start_s]));
    return (segmentId: string) => times.get(segmentId) ?? null;
  }, [segments]);
  return { call, segments, gaps, briefing, speakers, timeOf, refused: transcript.error };
}
