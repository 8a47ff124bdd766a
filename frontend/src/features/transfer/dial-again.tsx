import clsx from "clsx";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/** What an agent can do once a phone came to nothing. */
export interface AfterPhone {
  /** Why no transfer can be started now, or null. */
  blocked: string | null;
  /** Rejects when the server refuses, which is said elsewhere. */
  onAgain: () => Promise<void>;
  onOther: () => void;
}

/** As wide as there is room, and long words take a second line. */
const SHAPE = "h-auto! min-h-10 min-w-0 px-1! py-1.5 text-sm! leading-tight whitespace-normal!";

/** Nothing is dialled twice by itself: the same phone once more, or somebody else. */
export function DialAgain({
  blocked,
  onAgain,
  onOther,
  compact,
}: AfterPhone & { compact?: boolean }) {
  const [pending, setPending] = useState(false);
  const again = () => {
    setPending(true);
    onAgain().catch(() => setPending(false));
  };
  const common = { disabled: blocked !== null, title: blocked ?? undefined };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form
    <div
      role="group"
      aria-label="After the call"
      className={clsx(
        "grid gap-2",
        compact ? "grid-cols-2" : "sm:grid-cols-2 desk:grid-cols-1 xl:grid-cols-2",
      )}
    >
      <Button className={SHAPE} pending={pending} onClick={again} {...common}>
        Dial again
      </Button>
      <Button className={SHAPE} onClick={onOther} {...common}>
        Choose somebody else
      </Button>
    </div>
  );
}
