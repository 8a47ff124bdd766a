import { History, Pencil, Plus } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { Button } from "@/components/ui/button";
import type { BriefingView } from "@/lib/api/types";
import { BriefingBody } from "./briefing-body";
import { BriefingEditor } from "./briefing-editor";
import { NoteForm } from "./note-form";
import { VersionsDialog } from "./versions-dialog";

interface Props extends Omit<ComponentProps<typeof BriefingBody>, "briefing"> {
  /** Null while it is being loaded. */
  briefing: BriefingView | null;
  /** These two are left out where the briefing is only to be read. */
  onSave?: (text: string, version: number) => Promise<void>;
  onAddNote?: (text: string) => Promise<void>;
}

/** The live briefing of the call, to be read and, in place, to be changed and added to. */
export function BriefingCard({ briefing, onSave, onAddNote, ...facts }: Props) {
  const [doing, setDoing] = useState<"edit" | "note" | null>(null);
  const [from, setFrom] = useState<BriefingView | null>(null);
  const [versions, setVersions] = useState(false);
  const done = () => setDoing(null);
  return (
    <section aria-label="Briefing" className="p-4">
      <div className="mb-2 flex h-8 items-center gap-1">
        <h2 className="mr-auto min-w-0 truncate font-semibold text-sm">
          Briefing{" "}
          {briefing?.edited && <span className="ml-1 font-normal text-muted text-xs">edited</span>}
        </h2>
        {briefing && (
          <Button
            size="sm"
            tone="quiet"
            className="px-2!"
            aria-label="Versions"
            title="Versions"
            onClick={() => setVersions(true)}
          >
            <History aria-hidden className="size-3.5" />
          </Button>
        )}
        {onAddNote && briefing && doing === null && (
          <Button size="sm" tone="quiet" className="px-2!" onClick={() => setDoing("note")}>
            <Plus aria-hidden className="size-3.5" />
            Note
          </Button>
        )}
        {onSave && briefing && doing === null && (
          <Button
            size="sm"
            tone="quiet"
            className="px-2!"
            onClick={() => {
              setFrom(briefing);
              setDoing("edit");
            }}
          >
            <Pencil aria-hidden className="size-3.5" />
            Edit
          </Button>
        )}
      </div>
      {!briefing && <p className="text-muted text-sm">Getting the briefing.</p>}
      {from && onSave && doing === "edit" ? (
        <BriefingEditor from={from} onSave={onSave} onClose={done} />
      ) : (
        briefing && <BriefingBody briefing={briefing} withRemoved {...facts} />
      )}
      {onAddNote && doing === "note" && <NoteForm onAdd={onAddNote} onClose={done} />}
      {briefing && versions && (
        <VersionsDialog callId={briefing.call_id} onClose={() => setVersions(false)} />
      )}
    </section>
  );
}
