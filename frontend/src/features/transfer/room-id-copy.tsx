import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

const COPIED_MS = 2000;

/** The room ID, large enough to read out, with a button that copies it. */
export function RoomIdCopy({ roomId }: { roomId: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div className="flex items-center gap-2 rounded-md bg-sunken py-1.5 pr-1.5 pl-3">
      <div className="min-w-0 flex-1">
        <p className="text-muted text-xs">Room ID</p>
        <p className="select-all font-medium font-mono tracking-wide">{roomId}</p>
      </div>
      <Button
        tone="secondary"
        size="sm"
        onClick={() => {
          navigator.clipboard?.writeText(roomId).then(
            () => setCopied(true),
            () => setCopied(false), // Not allowed here: the ID can still be selected by hand.
          );
        }}
      >
        {copied ? (
          <Check aria-hidden className="size-4" />
        ) : (
          <Copy aria-hidden className="size-4" />
        )}
        <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
      </Button>
    </div>
  );
}
