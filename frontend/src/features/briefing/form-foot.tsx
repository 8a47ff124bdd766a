import { Button } from "@/components/ui/button";

interface Props {
  /** Why it was not taken, or null. */
  problem: string | null;
  pending: boolean;
  /** What sends the form. */
  label: string;
  disabled?: boolean;
  onDiscard: () => void;
}

/** The end of a form in the briefing's card. */
export function FormFoot({ problem, pending, label, disabled, onDiscard }: Props) {
  return (
    <>
      {problem && (
        <p role="alert" className="mt-1.5 text-danger-text text-sm">
          {problem}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button size="sm" onClick={onDiscard}>
          Discard
        </Button>
        <Button size="sm" type="submit" tone="primary" pending={pending} disabled={disabled}>
          {label}
        </Button>
      </div>
    </>
  );
}
