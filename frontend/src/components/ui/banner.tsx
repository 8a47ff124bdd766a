import clsx from "clsx";
import type { ReactNode } from "react";

type Tone = "neutral" | "wait" | "danger";

const TONES: Record<Tone, string> = {
  neutral: "border-line bg-surface text-ink",
  wait: "border-wait/25 bg-wait-soft text-ink",
  danger: "border-danger-text/25 bg-danger-soft text-ink",
};

/**
 * A message that stays while what it says holds. `urgent` ones interrupt a screen reader; the others
 * wait until it has finished.
 */
export function Banner({
  tone = "neutral",
  title,
  urgent = false,
  actions,
  className,
  children,
}: {
  tone?: Tone;
  title?: string;
  urgent?: boolean;
  actions?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <div
      role={urgent ? "alert" : undefined}
      className={clsx(
        "flex animate-appear flex-wrap items-center gap-x-4 gap-y-3 rounded-md border px-4 py-3",
        TONES[tone],
        className,
      )}
    >
      <div className="min-w-0 flex-1 basis-56">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-muted text-sm">{children}</div>}
      </div>
      {actions}
    </div>
  );
}
