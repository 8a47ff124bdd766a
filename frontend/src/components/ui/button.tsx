import clsx from "clsx";
import type { ComponentProps } from "react";

export type ButtonTone = "primary" | "secondary" | "quiet" | "danger";

const TONES: Record<ButtonTone, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border border-line-strong/60 bg-surface text-ink hover:bg-sunken",
  quiet: "text-muted hover:bg-sunken hover:text-ink",
  danger: "bg-danger text-on-accent hover:bg-danger-hover",
};

const SIZES = {
  sm: "h-8 gap-1.5 px-3 text-sm",
  md: "h-10 gap-2 px-4 text-[0.9375rem]",
  lg: "h-12 gap-2 px-6 text-base",
};

export interface ButtonProps extends ComponentProps<"button"> {
  tone?: ButtonTone;
  size?: keyof typeof SIZES;
  /**
   * What was clicked is under way. The button keeps its size and its place in the tab order, is
   * announced as busy, and takes no second click; say in its text what is happening.
   */
  pending?: boolean;
}

export function Button({
  tone = "secondary",
  size = "md",
  pending = false,
  className,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={clsx(
        "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md font-medium transition-colors duration-150",
        "disabled:cursor-not-allowed disabled:opacity-50",
        TONES[tone],
        SIZES[size],
        pending && "animate-breathe cursor-progress",
        className,
      )}
    />
  );
}
