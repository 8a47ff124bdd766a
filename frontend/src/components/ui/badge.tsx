import clsx from "clsx";
import type { ReactNode } from "react";

export type Tone = "neutral" | "accent" | "live" | "wait" | "danger";

const TONES: Record<Tone, string> = {
  neutral: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent-text",
  live: "bg-live-soft text-live",
  wait: "bg-wait-soft text-wait",
  danger: "bg-danger-soft text-danger-text",
};

/** A state in one or two words. The dot only repeats what the words say. */
export function Badge({
  tone = "neutral",
  dot = false,
  className,
  children,
}: {
  tone?: Tone;
  dot?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-[0.8125rem]",
        TONES[tone],
        className,
      )}
    >
      {dot && <span aria-hidden className="size-1.5 rounded-full bg-current" />}
      {children}
    </span>
  );
}
