import { useEffect, useRef } from "react";
import { playArrival } from "@/lib/sound/sounds";

/** Two notes when an id appears that was not there before; the first list is no news. */
export function useArrivalSound(ids: readonly string[] | undefined): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const list = ids?.join(" ");
  useEffect(() => {
    if (list === undefined) return;
    const now = list === "" ? [] : list.split(" ");
    const before = known.current;
    known.current = new Set(now);
    if (before && now.some((id) => !before.has(id))) playArrival();
  }, [list]);
}
