import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { errorText } from "@/lib/api/errors";
import type { BriefingVersionView } from "@/lib/api/types";
import { formatClock } from "@/lib/format/time";
import { useSeat } from "@/lib/session/seat";
import { ChangedText } from "./changed-text";

/** How the briefing came to be what it is: each version with what it changed, the latest first. */
export function VersionsDialog({ callId, onClose }: { callId: string; onClose: () => void }) {
  const { api } = useSeat();
  const versions = useInfiniteQuery({
    queryKey: ["briefing-versions", callId],
    queryFn: ({ pageParam }) => api.calls.briefingVersions(callId, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before,
    staleTime: 0,
    gcTime: 0,
  });
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title="Versions of the briefing"
      description="The latest first. What each added is marked, what it took away is crossed out."
    >
      {versions.isPending && <p className="text-muted text-sm">Getting the versions.</p>}
      {versions.error && (
        <p role="alert" className="text-danger-text text-sm">
          {errorText(versions.error)}
        </p>
      )}
      <ul
        aria-label="Versions"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        className="max-h-[60dvh] divide-y overflow-y-auto rounded-md border"
      >
        {items.map((version) => (
          <li key={version.version} className="p-3 [overflow-wrap:anywhere]">
            <p className="mb-1 text-muted text-xs tabular-nums">
              {version.version} · {madeBy(version)}, {formatClock(version.created_at)}
            </p>
            <ChangedText changes={version.changes} withRemoved />
          </li>
        ))}
        {versions.hasNextPage && (
          <li className="p-3">
            <Button
              size="sm"
              pending={versions.isFetching}
              onClick={() => void versions.fetchNextPage()}
            >
              Show more
            </Button>
          </li>
        )}
      </ul>
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function madeBy(version: BriefingVersionView): string {
  if (version.source === "agent") return version.editor ?? "an agent";
  return version.source === "excerpt"
    ? "an excerpt of what was said"
    : "written from what was said";
}
