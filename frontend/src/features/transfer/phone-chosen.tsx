import { Phone } from "lucide-react";
import { Button } from "@/components/ui/button";

/** In the place of the list once a phone is chosen, which leaves room for its number. */
export function PhoneChosen({ onChange }: { onChange: () => void }) {
  return (
    <div>
      <p className="font-medium text-sm">Transfer to</p>
      <div className="mt-1 flex h-10 items-center gap-2 rounded-md border border-line-strong pr-1 pl-3">
        <Phone aria-hidden className="size-4 shrink-0 text-accent-text" />
        <span className="min-w-0 flex-1 font-medium">Phone number</span>
        <Button tone="quiet" size="sm" onClick={onChange}>
          Choose an agent
        </Button>
      </div>
    </div>
  );
}
