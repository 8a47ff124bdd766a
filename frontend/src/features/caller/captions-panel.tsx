import type { CallerTransferView, PersonRef } from "@/lib/api/types";
import type { Store } from "@/lib/store";
import { useStore } from "@/lib/use-store";
import { capital } from "./caller-state";
import type { Caption } from "./captions";

const SHOWN = 3;

/** The last few things said, as they are said. */
export function Captions({
  captions,
  agents,
  transfer,
  ownIdentity,
}: {
  captions: Store<readonly Caption[]>;
  agents: readonly PersonRef[];
  transfer: CallerTransferView | null;
  ownIdentity: string;
}) {
  const shown = useStore(captions).slice(-SHOWN);
  const nameOf = (identity: string): string => {
    if (identity === ownIdentity) return "You";
    if (identity.startsWith("phone-")) return onPhone(identity, transfer);
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

/** Whoever is on the phone that a transfer went to; of an earlier one the name is not here. */
function onPhone(identity: string, transfer: CallerTransferView | null): string {
  const name = identity === `phone-${transfer?.id}` ? transfer?.to_name : null;
  return name ? capital(name) : "Colleague on the phone";
}
