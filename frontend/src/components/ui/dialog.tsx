"use client";

import {
  DialogBackdrop,
  DialogPanel,
  DialogTitle,
  Dialog as HeadlessDialog,
} from "@headlessui/react";
import clsx from "clsx";
import type { ReactNode, RefObject } from "react";

/**
 * A dialog over the page: keeps the focus inside, closes on Escape, gives the focus back. It closes
 * without a transition: one that begins while the dialog still appears may never be taken for over
 * on a busy machine, and keeps the dialog over the page (Headless UI 2).
 */
export function Dialog({
  open,
  onClose,
  title,
  description,
  size = "md",
  initialFocus,
  children,
}: {
  open: boolean;
  onClose(): void;
  /** Its accessible name. */
  title: string;
  description?: ReactNode;
  size?: "md" | "lg";
  /** Takes the focus on opening instead of the first thing that can. */
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}) {
  return (
    <HeadlessDialog
      open={open}
      onClose={onClose}
      initialFocus={initialFocus}
      className="fixed inset-0 z-50"
    >
      <DialogBackdrop className="fixed inset-0 animate-appear bg-scrim" />
      <div className="fixed inset-0 w-screen overflow-y-auto">
        <div className="flex min-h-full items-end justify-center sm:items-center sm:p-4">
          <DialogPanel
            className={clsx(
              "w-full animate-appear rounded-t-lg border border-line bg-surface p-5 sm:rounded-lg sm:p-6",
              size === "lg" ? "sm:max-w-2xl" : "sm:max-w-md",
            )}
          >
            <DialogTitle className="font-semibold text-lg">{title}</DialogTitle>
            {description && <div className="mt-1 text-muted text-sm">{description}</div>}
            <div className="mt-4">{children}</div>
          </DialogPanel>
        </div>
      </div>
    </HeadlessDialog>
  );
}
