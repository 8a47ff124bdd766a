import clsx from "clsx";

/** The first letters of a name on the speaker's colour. The name itself is always written beside it. */
export function Avatar({
  name,
  className,
  size = "md",
}: {
  name: string;
  /** The speaker's colour, such as `text-speaker-1`; the ground is a tint of it. */
  className?: string;
  size?: "sm" | "md" | "lg" | "xl";
}) {
  return (
    <span
      aria-hidden
      className={clsx(
        "relative inline-flex shrink-0 items-center justify-center overflow-hidden rounded-full font-semibold",
        "before:absolute before:inset-0 before:bg-current before:opacity-12",
        {
          sm: "size-6 text-[0.6875rem]",
          md: "size-8 text-xs",
          lg: "size-12 text-base",
          xl: "size-24 text-3xl",
        }[size],
        className ?? "text-muted",
      )}
    >
      {initials(name)}
    </span>
  );
}

/** At most two letters, in any script. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return picked
    .map((word) => (word ? ([...word][0] ?? "") : ""))
    .join("")
    .toLocaleUpperCase();
}
