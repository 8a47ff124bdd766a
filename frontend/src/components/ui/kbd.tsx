"use client";

import clsx from "clsx";
import { shortcutsSetting } from "@/lib/shortcuts/setting";
import { useStore } from "@/lib/use-store";

/** The key that does the same as the button it is on. Gone on small screens and while keys are off. */
export function Kbd({ children, className }: { children: string; className?: string }) {
  const enabled = useStore(shortcutsSetting);
  if (!enabled) return null;
  return (
    <kbd
      aria-hidden
      className={clsx(
        "hidden min-w-5 rounded-sm border border-current/40 px-1 text-center font-mono text-[0.6875rem] leading-4 opacity-80",
        className ?? "xl:inline-block",
      )}
    >
      {children}
    </kbd>
  );
}
