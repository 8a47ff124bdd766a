"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./button";

/**
 * A panel over the page, from below on phones. The browser's own dialog: it keeps the focus inside
 * and closes on Escape, without a library.
 */
export function Sheet({
  open,
  onClose,
  title,
  children,
}: {
  open: boolean;
  onClose(): void;
  title: string;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is on the backdrop
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      className="mx-auto mt-auto mb-0 w-full max-w-none rounded-t-lg border border-line bg-surface p-0 text-ink backdrop:bg-scrim open:animate-appear sm:my-auto sm:max-w-sm sm:rounded-lg"
    >
      <div className="flex flex-col gap-5 p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
        <h2 id={titleId} className="font-semibold text-lg">
          {title}
        </h2>
        {children}
        <Button onClick={onClose} size="lg">
          Done
        </Button>
      </div>
    </dialog>
  );
}
