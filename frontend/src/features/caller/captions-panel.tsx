import type { PersonRef } from "@/lib/api/types";
import type { Store } from "@/lib/store";
import { useStore } from "@/lib/use-store";
import type { Caption } from "./captions";

const SHOWN = 3;

/** The last few things said, as they are said. */
export function Captions({
  captions,
  agents,
  ownIdentity,
}: {
  captions: Store<readonly Caption[]>;
  agents: readonly PersonRef[];
  ownIdentity: string;
}) {
  const shown = useStore(captions).slice(-SHOWN);
  const nameOf = (identity: string): string => {
    if (identity === ownIdentity) return "You";
    return agents.find((agent) => identity === `agent-${agent.id}`)?.name ?? "Agent";
  };
  return (
    <section
      aria-label="Captions"
      className="flex h-36 flex-col justify-end gap-2 overflow-hidden rounded-lg border border-line bg-surface px-4 py-3"
    >
      {shown.length === 0 && (
        <p className="m-auto text-muted text-sm">What is said appears here.</p>
      )}
      {shown.map((caption) => (
        <p key={caption.segmentId} dir="auto" className="line-clamp-2">
          <span className="font-medium text-muted">{nameOf(caption.identity)}: </span>
          {caption.text}
        </p>
      ))}
    </section>
  );
}
