import type { ReactNode } from "react";

/** A screen that says one thing and offers one way on. */
export function MessageScreen({
  icon,
  title,
  actions,
  children,
}: {
  icon: ReactNode;
  title: string;
  actions: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="mx-auto flex w-full max-w-sm flex-1 animate-appear flex-col items-center justify-center gap-6 pb-16 text-center">
      <span
        aria-hidden
        className="flex size-20 items-center justify-center rounded-full bg-sunken text-muted"
      >
        {icon}
      </span>
      <div className="flex flex-col gap-2">
        <h1 className="text-balance font-semibold text-2xl tracking-tight">{title}</h1>
        <div className="text-pretty text-muted">{children}</div>
      </div>
      <div className="flex w-full flex-col gap-3">{actions}</div>
    </div>
  );
}
