import { type FormEvent, useState } from "react";
import { errorText } from "@/lib/api/errors";
import { FormFoot } from "./form-foot";

interface Props {
  onAdd: (text: string) => Promise<void>;
  onClose: () => void;
}

/** One line to be added to the briefing. */
export function NoteForm({ onAdd, onClose }: Props) {
  const [text, setText] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || text.trim() === "") return;
    setPending(true);
    setProblem(null);
    try {
      await onAdd(text.trim());
      onClose();
    } catch (error) {
      setProblem(errorText(error));
      setPending(false);
    }
  };

  return (
    <form onSubmit={submit} className="mt-3">
      <input
        // biome-ignore lint/a11y/noAutofocus: opened by a click on Add note, to type here
        autoFocus
        aria-label="Note for the next agent"
        placeholder="A note for the next agent"
        dir="auto"
        maxLength={300}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
        className="block h-9 w-full rounded-md border border-line-strong bg-surface px-3 text-sm placeholder:text-muted"
      />
      <FormFoot
        problem={problem}
        pending={pending}
        label="Add"
        disabled={text.trim() === ""}
        onDiscard={onClose}
      />
    </form>
  );
}
