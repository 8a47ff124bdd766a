import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { errorText } from "@/lib/api/errors";
import type { AgentView, BriefingView, TransferCreate } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { BriefingField } from "./briefing-field";
import { lostWords, targetOf, whom } from "./choice";
import { type Destination, destinations } from "./directory";
import { briefingText, briefingToSend, type TransferDraft, withBriefing } from "./draft";
import { lastMode, rememberMode } from "./last-mode";
import { ModeField } from "./mode-field";
import { recentTargets, rememberTarget } from "./recent-targets";
import { TargetField } from "./target-field";

export interface TransferFormProps {
  onClose: () => void;
  callerName: string;
  me: string;
  agents: readonly AgentView[];
  /** Ids of the agents who are in the call. */
  inCall: ReadonlySet<string>;
  /** The live briefing; null while it is not known yet. */
  live: BriefingView | null;
  draft: TransferDraft;
  onDraft: (draft: TransferDraft) => void;
  /** Why a transfer cannot be started now (no connection), or null. */
  blocked: string | null;
  onStart: (input: TransferCreate) => Promise<void>;
  picker: RefObject<HTMLInputElement | null>;
}

/** The fields of a transfer. Enter starts it from any of them, Ctrl+Enter from inside the briefing. */
export function TransferForm(props: TransferFormProps) {
  const { me, onClose, draft, onDraft, live, blocked, picker } = props;
  const [recent] = useState(() => recentTargets(me));
  const [usual] = useState(() => lastMode(me));
  const mode = draft.mode ?? usual;
  const all = destinations(props.agents, me, props.inCall, recent);
  const picked = draft.chosen.flatMap((key) => all.find((one) => one.key === key) ?? []);
  const form = useRef<HTMLFormElement>(null);
  const [unchosen, setUnchosen] = useState<string | null>(null);
  const { pending, refused, start, forgive } = useStart(props.onStart, () => {
    for (const one of [...picked].reverse()) if (one.kind === "agent") rememberTarget(me, one.key);
    rememberMode(me, mode);
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending || blocked) return;
    const target = targetOf(picked, draft.inOrder);
    if (target) return void start({ target, mode, briefing: briefingToSend(draft) });
    if (picked.length === 0) setUnchosen("Choose who takes the call.");
    picker.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.current?.requestSubmit();
    }
  };

  const liveText = live?.text ?? "";
  // Once sent, the transfer itself is what blocks the next one: no news to whoever started it.
  const problem = refused ?? (pending ? null : blocked);
  return (
    <form ref={form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      <div className="space-y-4">
        <TargetField
          all={all}
          picked={picked}
          draft={draft}
          onDraft={(next) => {
            if (next.chosen !== draft.chosen) {
              setUnchosen(null);
              forgive();
            }
            onDraft(next);
          }}
          inputRef={picker}
          problem={pending ? null : (lostWords(picked) ?? unchosen)}
        />
        <ModeField
          mode={mode}
          onMode={(next) => onDraft({ ...draft, mode: next })}
          callerName={inText(props.callerName)}
          target={whom(canTake(picked))}
        />
        <BriefingField
          text={briefingText(draft, liveText)}
          edited={draft.briefing !== null}
          facts={live?.facts ?? []}
          onText={(text) => onDraft(withBriefing(draft, text, liveText))}
          onFollow={() => onDraft({ ...draft, briefing: null })}
        />
        {problem && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm">
            {problem}
          </p>
        )}
      </div>
      {/* In sight however long the form is. */}
      <div className="sticky bottom-0 z-10 -mx-5 -mb-5 mt-5 flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-t bg-surface px-5 py-4 sm:-mx-6 sm:-mb-6 sm:px-6">
        <p className="mr-auto text-muted text-xs max-sm:hidden">
          <kbd>Enter</kbd> starts, <kbd>Ctrl</kbd>+<kbd>Enter</kbd> from the briefing
        </p>
        <Button tone="secondary" onClick={onClose}>
          Close
        </Button>
        <Button
          type="submit"
          tone="primary"
          pending={pending}
          disabled={blocked !== null && !pending}
        >
          Start transfer
        </Button>
      </div>
    </form>
  );
}

function canTake(picked: readonly Destination[]): Destination[] {
  return picked.filter((one) => one.blocked === null);
}

/** Sends the transfer once; what the server refuses is kept, to be said in place. */
function useStart(onStart: TransferFormProps["onStart"], onStarted: () => void) {
  const [pending, setPending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const start = async (input: TransferCreate) => {
    setPending(true);
    setRefused(null);
    try {
      await onStart(input);
      onStarted();
    } catch (error) {
      setRefused(errorText(error));
      setPending(false);
    }
  };
  return { pending, refused, start, forgive: () => setRefused(null) };
}
