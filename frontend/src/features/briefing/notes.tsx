import { StickyNote } from "lucide-react";
import type { NoteView } from "@/lib/api/types";
import { formatClock } from "@/lib/format/time";

/** What agents added to a briefing, oldest first. */
export function Notes({ notes }: { notes: readonly NoteView[] }) {
  if (notes.length === 0) return null;
  return (
    <div>
      <h3 className="font-medium text-muted text-xs">Notes</h3>
      <ul className="mt-1 space-y-1 text-sm">
        {notes.map((note) => (
          <li key={`${note.at}:${note.text}`} className="flex gap-2">
            <StickyNote aria-hidden className="mt-1 size-3.5 shrink-0 text-muted" />
            <span className="min-w-0">
              {note.text}{" "}
              <span className="text-muted text-xs">
                <bdi>{note.author}</bdi>, {formatClock(note.at)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
