import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { CallView } from "@/lib/api/types";
import { useSeat } from "@/lib/session/seat";

const KEY = ["recent-calls"];
const SHOWN = 20;
const NONE: CallView[] = [];

/** The calls that ended last, the latest first. */
export function useRecentCalls(): CallView[] {
  const { api, onEvent } = useSeat();
  const cache = useQueryClient();
  const recent = useQuery({
    queryKey: KEY,
    queryFn: async () => (await api.calls.list({ state: "ended", limit: SHOWN })).items,
  });
  useEffect(
    () =>
      onEvent((event) => {
        if (event.call?.state === "ended") void cache.invalidateQueries({ queryKey: KEY });
      }),
    [onEvent, cache],
  );
  return recent.data ?? NONE;
}
