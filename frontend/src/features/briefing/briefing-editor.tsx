import { type FormEvent, type KeyboardEvent, useState } from "react";
import { errorText, isApiError } from "@/lib/api/errors";
import type { BriefingView } from "@/lib/api/types";
import { FormFoot } from "./form-foot";

interface Props {
  /** As it was when the editing began. */
  from: BriefingView;
  onSave: (text: string, version: number) => Promise<void>;
  onClose: () => void;
}

/** The briefing's text, to be put in one's own words. Nothing typed is lost when it can't be saved. */
export function BriefingEditor({ from, onSave, onClose }: Props) {
  const [text, setText] = useState(from.text);
  const [seen, setSeen] = useState(from.version);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const save = async (event?: FormEvent) => {
    event?.preventDefault();
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await onSave(text.trim(), seen);
      onClose();
    } catch (error) {
      setProblem(errorText(error));
      setSeen(versionOf(error) ?? seen);
      setPending(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
  };

  return (
    <form onSubmit={save}>
      <textarea
        // biome-ignore lint/a11y/noAutofocus: opened by a click on Edit, to type here
        autoFocus
        aria-label="Briefing text"
        dir="auto"
        rows={9}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-sm leading-relaxed"
      />
      <FormFoot problem={problem} pending={pending} label="Save" onDiscard={onClose} />
    </form>
  );
}

/** The version that somebody else has made meanwhile: who saves again has been told of it. */
function versionOf(error: unknown): number | null {
  if (!isApiError(error, "briefing_changed")) return null;
  const { version } = error.problem;
  return typeof version === "number" ? version : null;
}
