import { Search } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { errorText } from "@/lib/api/errors";
import type { FoundSegment } from "@/lib/api/types";
import { FoundLine } from "./found-line";
import { type SearchState, useSearch } from "./use-search";

interface Props {
  open: boolean;
  onClose: () => void;
  onOpen: (found: FoundSegment) => void;
}

/** Looks through everything that was said in one's calls. The arrow keys go through the finds. */
export function SearchDialog({ open, onClose, onOpen }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog open={open} onClose={onClose} size="lg" title="Search calls" initialFocus={input}>
      <Finder inputRef={input} onOpen={onOpen} />
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function Finder({
  inputRef,
  onOpen,
}: {
  inputRef: React.RefObject<HTMLInputElement | null>;
  onOpen: (found: FoundSegment) => void;
}) {
  const [typed, setTyped] = useState("");
  const search = useSearch(typed);
  const box = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it passes arrow keys on to what is inside
    <div ref={box} onKeyDown={(event) => walk(event, box.current)}>
      <div className="relative">
        <Search
          aria-hidden
          className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 size-4 text-muted"
        />
        <input
          ref={inputRef}
          data-stop
          type="search"
          aria-label="Words that were said"
          placeholder="A name, a number, a word"
          autoComplete="off"
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="block h-11 w-full rounded-md border border-line-strong bg-surface pr-3 pl-9 placeholder:text-muted"
        />
      </div>
      <p role="status" className="mt-2 min-h-5 text-muted text-sm">
        {statusOf(typed, search)}
      </p>
      {search.error && (
        <div className="mt-1">
          <Button size="sm" onClick={search.tryAgain}>
            Try again
          </Button>
        </div>
      )}
      <ul aria-label="Found" className="-mx-2 mt-1 max-h-[55dvh] overflow-y-auto">
        {search.finds.map((found) => (
          <li key={found.segment.id}>
            <FoundLine found={found} onOpen={() => onOpen(found)} />
          </li>
        ))}
        {search.showMore && (
          <li className="p-2">
            <Button size="sm" pending={search.searching} onClick={search.showMore}>
              Show more
            </Button>
          </li>
        )}
      </ul>
    </div>
  );
}

function statusOf(typed: string, search: SearchState): string {
  const { asked, finds, searching, error, showMore } = search;
  if (typed.trim() === "") return "Searches what was said in the calls you may read.";
  if (error) return errorText(error);
  if (typed.trim() !== asked || (searching && finds.length === 0)) return "Searching.";
  if (finds.length === 0) return `Nothing was found for “${asked}”. Try the beginning of a word.`;
  const places = finds.length === 1 ? "1 place" : `${finds.length} places`;
  return showMore ? `The latest ${places}.` : `${places}.`;
}

/** Up and down move the focus from the field to the finds and back. */
function walk(event: KeyboardEvent, box: HTMLElement | null): void {
  if (!box || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const stops = [...box.querySelectorAll<HTMLElement>("[data-stop]")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
