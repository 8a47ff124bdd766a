import type { OfferView } from "@/lib/api/types";
import { OFFER_WORDS } from "./offers";

const COLOUR: Record<OfferView["state"], string> = {
  waiting: "text-muted",
  ringing: "text-accent-text",
  accepted: "text-live",
  declined: "text-danger-text",
  no_answer: "text-danger-text",
  withdrawn: "text-muted",
  not_asked: "text-muted",
};

/** The agents who are asked, in their order, and what each has said. */
export function OfferList({ offers }: { offers: readonly OfferView[] }) {
  return (
    <ul aria-label="Who is asked" className="space-y-1 rounded-md bg-sunken px-3 py-2 text-sm">
      {offers.map((offer) => (
        <li key={offer.agent_id} className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-left" title={offer.name} dir="auto">
            {offer.name}
          </span>
          <span className={`shrink-0 text-xs ${COLOUR[offer.state]}`}>
            {OFFER_WORDS[offer.state]}
          </span>
        </li>
      ))}
    </ul>
  );
}
