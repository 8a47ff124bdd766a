import { Button } from "@/components/ui/button";

interface Props {
  toPhone: boolean;
  pending: boolean;
  /** Why nothing can be started now, or null. */
  blocked: string | null;
  onClose: () => void;
}

/** What ends the form, in sight however long it is. */
export function TransferFormFoot({ toPhone, pending, blocked, onClose }: Props) {
  return (
    <div className="sticky bottom-0 z-10 -mx-5 -mb-5 mt-5 flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-t bg-surface px-5 py-4 sm:-mx-6 sm:-mb-6 sm:px-6">
      <p className="mr-auto text-muted text-xs max-sm:hidden">
        <kbd>Enter</kbd> starts, <kbd>Ctrl</kbd>+<kbd>Enter</kbd> from the briefing
      </p>
      <Button tone="secondary" onClick={onClose}>
        Close
      </Button>
      <Button
        type="submit"
        tone="primary"
        pending={pending}
        disabled={blocked !== null && !pending}
        title={blocked ?? undefined}
      >
        {toPhone ? "Transfer to Phone" : "Start transfer"}
      </Button>
    </div>
  );
}
