import { Phone } from "lucide-react";

/** Beside a name: that they are on a phone and, where the name does not say it, at which number. */
export function PhoneMark({ number }: { number: string | null }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1 font-normal text-muted text-xs tabular-nums">
      <Phone aria-hidden className="size-3.5" />
      {number ?? <span className="sr-only">by phone</span>}
    </span>
  );
}
