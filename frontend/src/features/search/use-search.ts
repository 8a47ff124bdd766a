import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { FoundSegment } from "@/lib/api/types";
import { useSeat } from "@/lib/session/seat";

/** Somebody who types on does not want what they had typed until now. */
const TYPED_FOR_MS = 250;

export interface SearchState {
  /** What the finds are for; behind what is typed while it is being typed. */
  asked: string;
  finds: readonly FoundSegment[];
  searching: boolean;
  error: Error | null;
  tryAgain: () => void;
  /** Null when all is shown. */
  showMore: (() => void) | null;
}

/** What was said in the calls one may read, page by page. Asked anew each time: calls go on. */
export function useSearch(typed: string): SearchState {
  const { api } = useSeat();
  const asked = useSettled(typed.trim());
  const query = useInfiniteQuery({
    queryKey: ["search", asked],
    queryFn: ({ pageParam }) => api.segments.search(asked, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: asked !== "",
    staleTime: 0,
    gcTime: 0,
  });
  return {
    asked,
    finds: query.data?.pages.flatMap((page) => page.items) ?? [],
    searching: query.isFetching,
    error: query.error,
    tryAgain: () => void query.refetch(),
    showMore: query.hasNextPage ? () => void query.fetchNextPage() : null,
  };
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPED_FOR_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
