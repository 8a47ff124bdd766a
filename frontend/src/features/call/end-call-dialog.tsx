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
          It is over for {inText(callerName)} and for everybody else in it. Nobody can come back to
          it.
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
