import { useId } from "react";

/** A volume or the like, 0 to 1. */
export function Slider({
  label,
  value,
  onChange,
  disabled = false,
}: {
  label: string;
  value: number;
  onChange(value: number): void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <span className="flex items-center gap-3">
      <label htmlFor={id} className="text-sm">
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(value * 100)}
        disabled={disabled}
        aria-valuetext={`${Math.round(value * 100)} percent`}
        onChange={(event) => onChange(event.target.valueAsNumber / 100)}
        className="h-6 w-28 accent-accent disabled:opacity-50"
      />
    </span>
  );
}
