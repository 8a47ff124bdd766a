import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

const TONES = {
  plain: "border border-line bg-surface text-ink hover:bg-sunken",
  on: "bg-ink text-canvas hover:opacity-90",
  danger: "bg-danger text-on-accent hover:bg-danger-hover",
};

export interface RoundButtonProps extends Omit<ComponentProps<"button">, "children"> {
  /** The accessible name; also written under the button. */
  label: string;
  icon: ReactNode;
  tone?: keyof typeof TONES;
}

/** A round button for the thumb, with its name written under it. */
export function RoundButton({
  label,
  icon,
  tone = "plain",
  className,
  type = "button",
  ...rest
}: RoundButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={clsx(
        "group flex min-w-0 max-w-20 flex-1 flex-col items-center gap-2 rounded-md text-[0.8125rem] disabled:cursor-not-allowed disabled:opacity-50",
        className,
      )}
    >
      <span
        className={clsx(
          "flex size-14 items-center justify-center rounded-full transition-colors duration-150",
          TONES[tone],
        )}
        aria-hidden
      >
        {icon}
      </span>
      <span className="text-muted">{label}</span>
    </button>
  );
}
