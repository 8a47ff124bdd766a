import { PhoneForwarded } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { ThemeSwitch } from "@/components/ui/theme-switch";

/**
 * What stays around every screen of the caller: the product's name, and the theme. When the screen
 * changes, the focus goes to its beginning, since what had it is gone.
 */
export function CallerFrame({ screen, children }: { screen: string; children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(screen);

  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    main.current?.focus();
  }, [screen]);

  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center justify-between px-4 sm:px-6">
        <span className="flex items-center gap-2 font-semibold">
          <PhoneForwarded aria-hidden size={18} className="text-accent-text" />
          Warm Transfer
        </span>
        <ThemeSwitch />
      </header>
      <main
        ref={main}
        tabIndex={-1}
        className="flex flex-1 flex-col px-4 pb-[max(1.5rem,env(safe-area-inset-bottom))] outline-none sm:px-6"
      >
        {children}
      </main>
    </div>
  );
}
