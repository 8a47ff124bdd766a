import { Headset } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import type { Presence } from "@/lib/api/types";
import { ARRIVAL } from "@/lib/arrival";

interface Props {
  /** What became of the last call, or null. */
  farewell: string | null;
  waiting: number;
  presence: Presence;
  onAvailable: () => void;
  /** What else may be said to somebody who has time. */
  children?: ReactNode;
}

/** The middle of the desk while its agent is free. */
export function NoCall({ farewell, waiting, presence, onAvailable, children }: Props) {
  return (
    <div className="grid h-full place-items-center p-6">
      <div className="max-w-sm text-center">
        <Headset aria-hidden className="mx-auto mb-3 size-8 text-muted" strokeWidth={1.5} />
        <h2 {...ARRIVAL} className="font-semibold text-lg outline-none">
          {headline(waiting)}
        </h2>
        {farewell && (
          <p role="status" className="mt-1 [overflow-wrap:anywhere]">
            {farewell}
          </p>
        )}
        {presence === "away" ? (
          <div className="mt-3 space-y-3">
            <p className="text-muted text-sm">You are away, so no transfer is offered to you.</p>
            <Button tone="primary" onClick={onAvailable}>
              I am available
            </Button>
          </div>
        ) : (
          <p className="mt-1 text-muted text-sm">
            Join a waiting call, or enter a room ID. A transfer to you rings wherever you are on
            this page.
          </p>
        )}
        {children}
      </div>
    </div>
  );
}

function headline(waiting: number): string {
  if (waiting === 0) return "You are free";
  return waiting === 1 ? "One caller is waiting" : `${waiting} callers are waiting`;
}
