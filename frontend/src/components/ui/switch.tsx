import { useId } from "react";

/** Something that is on or off, at once and for good. */
export function Switch({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  const id = useId();
  return (
    <span className="inline-flex items-center gap-2.5">
      <button
        type="button"
        role="switch"
        id={id}
        aria-checked={checked}
        aria-label={label}
        onClick={() => onChange(!checked)}
        className="relative h-6 w-10 shrink-0 rounded-full border border-line-strong bg-sunken transition-colors duration-150 aria-checked:border-accent aria-checked:bg-accent"
      >
        <span
          aria-hidden
          data-on={checked || undefined}
          className="absolute top-[3px] left-[3px] size-4 rounded-full bg-line-strong transition-transform duration-150 data-on:translate-x-4 data-on:bg-on-accent"
        />
      </button>
      <label htmlFor={id} className="text-sm">
        {label}
      </label>
    </span>
  );
}
