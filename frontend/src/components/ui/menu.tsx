"use client";

import { Menu as HeadlessMenu, MenuButton, MenuItem, MenuItems } from "@headlessui/react";
import clsx from "clsx";
import type { ReactNode } from "react";

export interface MenuAction {
  label: string;
  onSelect(): void;
  icon?: ReactNode;
  disabled?: boolean;
  /** Whether this is the choice in force; left out for plain actions. */
  checked?: boolean;
}

/** A button that opens a list of actions. */
export function Menu({
  label,
  button,
  actions,
  align = "end",
  className,
}: {
  /** The button's accessible name, when its content does not say it. */
  label?: string;
  button: ReactNode;
  actions: readonly MenuAction[];
  align?: "start" | "end";
  className?: string;
}) {
  return (
    <HeadlessMenu as="div" className="relative min-w-0">
      <MenuButton
        aria-label={label}
        className={clsx(
          "inline-flex h-9 min-w-0 items-center gap-2 rounded-md px-2.5 text-sm transition-colors duration-150 hover:bg-sunken",
          className,
        )}
      >
        {button}
      </MenuButton>
      <MenuItems
        modal={false}
        className={clsx(
          "absolute top-full z-50 mt-1 min-w-48 animate-appear rounded-md border border-line bg-surface p-1 shadow-lg focus:outline-none",
          align === "end" ? "right-0" : "left-0",
        )}
      >
        {actions.map((action) => (
          <MenuItem key={action.label} disabled={action.disabled}>
            <button
              type="button"
              onClick={action.onSelect}
              aria-current={action.checked || undefined}
              className="flex w-full items-center gap-2.5 rounded-sm px-2.5 py-2 text-left text-sm aria-[current]:font-medium data-disabled:opacity-50 data-focus:bg-sunken"
            >
              {action.icon}
              {action.label}
            </button>
          </MenuItem>
        ))}
      </MenuItems>
    </HeadlessMenu>
  );
}
