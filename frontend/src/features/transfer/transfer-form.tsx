import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";
import type { AgentView, BriefingView, PhonesView, TransferCreate } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { BriefingField } from "./briefing-field";
import { lostWords, targetOf, whom } from "./choice";
import { type Destination, destinations } from "./directory";
import {
  briefingText,
  briefingToSend,
  isToPhone,
  type TransferDraft,
  withBriefing,
  withSpoken,
} from "./draft";
import { lastMode, rememberMode } from "./last-mode";
import { ModeField } from "./mode-field";
import { PhoneTargetField } from "./phone-target-field";
import { rememberNumber } from "./recent-numbers";
import { recentTargets, rememberTarget } from "./recent-targets";
import { SpokenField } from "./spoken-field";
import { TargetField } from "./target-field";
import { TransferFormFoot } from "./transfer-form-foot";
import { usePhoneChoice, whyNoPhone } from "./use-phone-choice";
import { useStart } from "./use-start";

export interface TransferFormProps {
  onClose: () => void;
  callerName: string;
  me: string;
  agents: readonly AgentView[];
  /** Ids of the agents who are in the call. */
  inCall: ReadonlySet<string>;
  /** What the server says of calling phones; null until it has. */
  phones: PhonesView | null;
  /** The live briefing; null while it is not known yet. */
  live: BriefingView | null;
  draft: TransferDraft;
  onDraft: (draft: TransferDraft) => void;
  /** Why a transfer cannot be started now (no connection), or null. */
  blocked: string | null;
  onStart: (input: TransferCreate) => Promise<void>;
  picker: RefObject<HTMLInputElement | null>;
  /** The field for the number of a phone, while there is one. */
  number: RefObject<HTMLInputElement | null>;
}

/** The fields of a transfer. Enter starts it from any of them, Ctrl+Enter from inside the briefing. */
export function TransferForm(props: TransferFormProps) {
  const { me, draft, onDraft, live, blocked, picker, phones } = props;
  const [recent] = useState(() => recentTargets(me));
  const [usual] = useState(() => lastMode(me));
  const mode = draft.mode ?? usual;
  const toPhone = isToPhone(draft);
  const phone = usePhoneChoice(draft.phone, phones, toPhone);
  const noPhone = toPhone ? whyNoPhone(phones) : null;
  const all = destinations(props.agents, me, props.inCall, recent, phones?.available ?? true);
  const picked = draft.chosen.flatMap((key) => all.find((one) => one.key === key) ?? []);
  const form = useRef<HTMLFormElement>(null);
  const [unchosen, setUnchosen] = useState<string | null>(null);
  const { pending, refused, start, forgive } = useStart(props.onStart, () => {
    for (const one of [...picked].reverse()) if (one.kind === "agent") rememberTarget(me, one.key);
    if (toPhone && phone.recent) rememberNumber(me, phone.recent);
    rememberMode(me, mode);
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending || blocked || noPhone) return;
    const target = targetOf(picked, draft.inOrder, phone.target);
    if (target) return void start({ target, mode, briefing: briefingToSend(draft) });
    if (toPhone) setUnchosen(phone.problem);
    else if (picked.length === 0) setUnchosen("Choose who takes the call.");
    (toPhone ? props.number : picker).current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.current?.requestSubmit();
    }
  };

  const change = (next: TransferDraft) => {
    if (next.chosen !== draft.chosen || next.phone.number !== draft.phone.number) {
      setUnchosen(null);
      forgive();
    }
    onDraft(next);
  };

  const facts = live?.facts ?? [];
  const liveText = (toPhone ? live?.spoken : live?.text) ?? "";
  // Once sent, the transfer itself is what blocks the next one: no news to whoever started it.
  const problem = refused ?? (pending ? null : blocked);
  return (
    <form ref={form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      <div className="space-y-4">
        <TargetField
          all={all}
          picked={picked}
          draft={draft}
          onDraft={change}
          inputRef={picker}
          problem={pending || toPhone ? null : (lostWords(picked) ?? unchosen)}
          phone={
            <PhoneTargetField
              me={me}
              phones={phones}
              phone={draft.phone}
              choice={phone}
              onPhone={(next) => change({ ...draft, phone: next })}
              inputRef={props.number}
              problem={pending ? null : unchosen}
            />
          }
        />
        <ModeField
          mode={mode}
          onMode={(next) => onDraft({ ...draft, mode: next })}
          callerName={inText(props.callerName)}
          target={toPhone ? phone.whom : whom(canTake(picked))}
        />
        {toPhone ? (
          <SpokenField
            text={draft.phone.spoken ?? liveText}
            edited={draft.phone.spoken !== null}
            facts={facts}
            whom={phone.whom}
            onText={(text) => onDraft({ ...draft, phone: withSpoken(draft.phone, text, liveText) })}
            onFollow={() => onDraft({ ...draft, phone: { ...draft.phone, spoken: null } })}
          />
        ) : (
          <BriefingField
            text={briefingText(draft, liveText)}
            edited={draft.briefing !== null}
            facts={facts}
            onText={(text) => onDraft(withBriefing(draft, text, liveText))}
            onFollow={() => onDraft({ ...draft, briefing: null })}
          />
        )}
        {problem && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm">
            {problem}
          </p>
        )}
      </div>
      <TransferFormFoot
        toPhone={toPhone}
        pending={pending}
        blocked={blocked ?? noPhone}
        onClose={props.onClose}
      />
    </form>
  );
}

function canTake(picked: readonly Destination[]): Destination[] {
  return picked.filter((one) => one.blocked === null);
}
