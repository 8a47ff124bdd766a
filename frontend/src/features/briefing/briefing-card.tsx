import { Pencil } from "lucide-react";
import { type ComponentProps, type KeyboardEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { errorText } from "@/lib/api/errors";
import type { BriefingView } from "@/lib/api/types";
import { BriefingBody } from "./briefing-body";

interface Props extends Omit<ComponentProps<typeof BriefingBody>, "briefing"> {
  /** Null while it is being loaded. */
  briefing: BriefingView | null;
  /** Left out where the briefing is only to be read. */
  onSave?: (text: string) => Promise<void>;
}

/** The live briefing of the call, to be read and, in place, to be changed. */
export function BriefingCard({ briefing, onSave, ...facts }: Props) {
  const [text, setText] = useState<string | null>(null);
  return (
    <section aria-label="Briefing" className="p-4">
      <div className="mb-2 flex h-8 items-center justify-between gap-2">
        <h2 className="font-semibold text-sm">
          Briefing{" "}
          {briefing?.edited && <span className="ml-1 font-normal text-muted text-xs">edited</span>}
        </h2>
        {onSave && briefing && text === null && (
          <Button size="sm" tone="quiet" onClick={() => setText(briefing.text)}>
            <Pencil aria-hidden className="size-3.5" />
            Edit
          </Button>
        )}
      </div>
      {!briefing && <p className="text-muted text-sm">Getting the briefing.</p>}
      {briefing && onSave && text !== null ? (
        <Editor text={text} onText={setText} onSave={onSave} onClose={() => setText(null)} />
      ) : (
        briefing && <BriefingBody briefing={briefing} {...facts} />
      )}
    </section>
  );
}

interface EditorProps {
  text: string;
  onText: (text: string) => void;
  onSave: (text: string) => Promise<void>;
  onClose: () => void;
}

function Editor({ text, onText, onSave, onClose }: EditorProps) {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const save = async () => {
    setPending(true);
    setProblem(null);
    try {
      await onSave(text.trim());
      onClose();
    } catch (error) {
      setProblem(errorText(error));
      setPending(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
  };

  return (
    <div>
      <textarea
        // biome-ignore lint/a11y/noAutofocus: opened by a click on Edit, to type here
        autoFocus
        aria-label="Briefing text"
        dir="auto"
        rows={9}
        maxLength={4000}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-sm leading-relaxed"
      />
      {problem && (
        <p role="alert" className="mt-1.5 text-danger-text text-sm">
          {problem}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button size="sm" onClick={onClose}>
          Discard
        </Button>
        <Button size="sm" tone="primary" pending={pending} onClick={save}>
          Save
        </Button>
      </div>
    </div>
  );
}
