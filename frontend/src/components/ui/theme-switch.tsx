"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { readTheme, setTheme, type Theme } from "@/lib/theme/theme";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const NAMES: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };
const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** One small button that goes through system, light and dark. */
export function ThemeSwitch() {
  const [theme, setShown] = useState<Theme>("system");
  useEffect(() => setShown(readTheme()), []);
  const Icon = ICONS[theme];
  return (
    <button
      type="button"
      aria-label={`Theme: ${NAMES[theme]}`}
      title={`Theme: ${NAMES[theme]}`}
      onClick={() => {
        setTheme(NEXT[theme]);
        setShown(NEXT[theme]);
      }}
      className="inline-flex size-9 items-center justify-center rounded-md text-muted transition-colors duration-150 hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden size={18} strokeWidth={1.75} />
    </button>
  );
}
