import clsx from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

const CONTROL =
  "w-full rounded-md border border-line-strong bg-surface px-3 text-ink placeholder:text-muted disabled:opacity-50";

interface FieldProps {
  label: string;
  /** What to type, when the label does not say it. */
  hint?: ReactNode;
  /** What is wrong and what to do now. */
  error?: ReactNode;
  optional?: boolean;
}

function Frame({
  id,
  label,
  hint,
  error,
  optional,
  children,
}: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <span className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium text-sm">
          {label}
        </label>
        {optional && <span className="text-muted text-sm">optional</span>}
      </span>
      {children}
      {(error ?? hint) && (
        <div
          id={`${id}-note`}
          role={error ? "alert" : undefined}
          className={clsx("text-sm", error ? "text-danger-text" : "text-muted")}
        >
          {error ?? hint}
        </div>
      )}
    </div>
  );
}

function noteProps(id: string, { hint, error }: FieldProps) {
  return {
    "aria-describedby": error || hint ? `${id}-note` : undefined,
    "aria-invalid": error ? true : undefined,
  } as const;
}

export function TextField({
  label,
  hint,
  error,
  optional,
  className,
  ...rest
}: FieldProps & Omit<ComponentProps<"input">, "id">) {
  const id = useId();
  const field = { label, hint, error, optional };
  return (
    <Frame id={id} {...field}>
      <input
        dir="auto"
        {...rest}
        {...noteProps(id, field)}
        id={id}
        className={clsx(CONTROL, "h-11", className)}
      />
    </Frame>
  );
}

export interface SelectOption {
  value: string;
  label: string;
}

/** The browser's own select: a wheel on phones, keyboard search on desks. */
export function SelectField({
  label,
  hint,
  error,
  optional,
  options,
  className,
  ...rest
}: FieldProps & { options: readonly SelectOption[] } & Omit<ComponentProps<"select">, "id">) {
  const id = useId();
  const field = { label, hint, error, optional };
  return (
    <Frame id={id} {...field}>
      <div className="relative">
        <select
          {...rest}
          {...noteProps(id, field)}
          id={id}
          className={clsx(CONTROL, "h-11 appearance-none truncate pr-9", className)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <svg
          aria-hidden="true"
          viewBox="0 0 16 16"
          className="pointer-events-none absolute top-3.5 right-3 size-4 text-muted"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        >
          <path d="m4 6 4 4 4-4" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </div>
    </Frame>
  );
}
