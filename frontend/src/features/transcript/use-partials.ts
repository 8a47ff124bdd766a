import { useCallback, useEffect, useState } from "react";
import type { SegmentView } from "@/lib/api/types";
import { type Partials, prunePartials, withPartial } from "./merge";

const NONE: Partials = new Map();
const PRUNE_EVERY_MS = 5000;

/** What is being said right now. Emptied when `callId` changes. */
export function usePartials(callId: string | null, finals: readonly SegmentView[]) {
  const [partials, setPartials] = useState(NONE);

  const hear = useCallback((heard: { segmentId: string; identity: string; text: string }) => {
    setPartials((before) => withPartial(before, heard, Date.now()));
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another call has other words
  useEffect(() => setPartials(NONE), [callId]);

  useEffect(() => {
    const prune = () => setPartials((before) => prunePartials(before, finals, Date.now()));
    prune();
    const timer = setInterval(prune, PRUNE_EVERY_MS);
    return () => clearInterval(timer);
  }, [finals]);

  return { partials, hear };
}
