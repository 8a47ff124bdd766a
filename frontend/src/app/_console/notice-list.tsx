import { X } from "lucide-react";
import { Banner } from "@/components/ui/banner";
import type { Notice } from "./use-notices";

interface Props {
  notices: readonly Notice[];
  onDismiss: (id: number) => void;
}

/** Floats over the desk, so that nothing moves when a message comes. */
export function NoticeList({ notices, onDismiss }: Props) {
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-14 z-40 mx-auto flex max-w-md flex-col gap-2 px-3"
    >
      {notices.map((notice) => (
        <Banner
          key={notice.id}
          urgent={notice.tone !== "quiet"}
          tone={notice.tone === "danger" ? "danger" : "neutral"}
          title={notice.text}
          className="pointer-events-auto shadow-sm"
          actions={
            <button
              type="button"
              aria-label="Dismiss"
              onClick={() => onDismiss(notice.id)}
              className="rounded-sm p-1 text-muted hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </button>
          }
        />
      ))}
    </div>
  );
}
