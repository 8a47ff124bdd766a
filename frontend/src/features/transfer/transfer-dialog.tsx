import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { errorText } from "@/lib/api/errors";
import type { AgentView, BriefingView, TransferCreate } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { BriefingField } from "./briefing-field";
import { DestinationPicker } from "./destination-picker";
import { type Destination, destinations, lostWords } from "./directory";
import { briefingText, briefingToSend, type TransferDraft, withBriefing } from "./draft";
import { recentTargets, rememberTarget } from "./recent-targets";

interface Props {
  open: boolean;
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
}

/** Who takes the call over, how, and what they are told before they do. */
export function TransferDialog(props: Props) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title="Transfer call"
      size="lg"
      initialFocus={picker}
    >
      <TransferForm {...props} picker={picker} />
    </Dialog>
  );
}

function TransferForm(props: Props & { picker: RefObject<HTMLInputElement | null> }) {
  const { onClose, draft, onDraft, live, blocked, onStart, picker } = props;
  const [recent] = useState(() => recentTargets(props.me));
  const all = destinations(props.agents, props.me, props.inCall, recent);
  const picked = all.find((one) => one.key === draft.destinationKey);
  const chosen = picked?.blocked === null ? picked : undefined;
  const form = useRef<HTMLFormElement>(null);
  const [pending, setPending] = useState(false);
  const [unchosen, setUnchosen] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || blocked) return;
    if (!chosen) {
      if (!picked) setUnchosen("Choose who takes the call.");
      picker.current?.focus();
      return;
    }
    setPending(true);
    setRefused(null);
    try {
      await onStart({
        target: chosen.kind === "open" ? { open: true } : { agent_id: chosen.agent.id },
        mode: "introduce",
        briefing: briefingToSend(draft),
      });
      if (chosen.kind === "agent") rememberTarget(props.me, chosen.agent.id);
    } catch (error) {
      setRefused(errorText(error));
      setPending(false);
    }
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
        <DestinationPicker
          all={all}
          chosenKey={chosen?.key ?? null}
          query={draft.query}
          onQuery={(query) => onDraft({ ...draft, query })}
          onChoose={(key) => {
            setUnchosen(null);
            setRefused(null);
            onDraft({ ...draft, destinationKey: key });
          }}
          inputRef={picker}
          problem={pending ? null : (lostWords(picked) ?? unchosen)}
        />
        <Mode chosen={chosen} callerName={props.callerName} />
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
      <div className="mt-5 flex flex-wrap items-center justify-end gap-2">
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

/** The one way of handing over, and what it will be like with the chosen destination. */
function Mode({ chosen, callerName }: { chosen: Destination | undefined; callerName: string }) {
  const who =
    chosen === undefined
      ? "the other agent"
      : chosen.kind === "open"
        ? "the agent who enters the room ID"
        : inText(chosen.name);
  return (
    <p className="text-sm [overflow-wrap:anywhere]">
      <span className="font-medium">Introduce.</span>{" "}
      <span className="text-muted">
        {inText(callerName)} stays with you until {who} answers. Then all three of you talk, and you
        leave when ready.
      </span>
    </p>
  );
}
