import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { inText } from "@/lib/bidi";

interface Props {
  open: boolean;
  callerName: string;
  /** Why the server cannot be told now, or null. */
  blocked: string | null;
  onClose: () => void;
  onEnd: () => void;
}

/** Asks once more before a caller is cut off, since that cannot be taken back. */
export function EndCallDialog({ open, callerName, blocked, onClose, onEnd }: Props) {
  const stay = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="End the call for everyone?"
      initialFocus={stay}
      description={
        <p className="[overflow-wrap:anywhere]">
          {inText(callerName)} and everybody else in the call are disconnected. To go and let them
          talk on, leave the call instead.
        </p>
      }
    >
      {blocked && (
        <p role="alert" className="mb-4 rounded-md bg-danger-soft px-3 py-2 text-sm">
          {blocked}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button ref={stay} onClick={onClose}>
          Stay in the call
        </Button>
        <Button
          tone="danger"
          disabled={blocked !== null}
          onClick={() => {
            onClose();
            onEnd();
          }}
        >
          End call
        </Button>
      </div>
    </Dialog>
  );
}
