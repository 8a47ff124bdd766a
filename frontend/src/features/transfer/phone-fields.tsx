import { Check, Phone } from "lucide-react";
import { type RefObject, useEffect, useId } from "react";
import { TextField } from "@/components/ui/field";
import type { PhonesView } from "@/lib/api/types";
import type { PhoneDraft } from "./draft";
import { allowedWords, type PhoneCheck } from "./phone-number";
import { RecentNumberList } from "./recent-number-list";
import type { RecentNumber } from "./recent-numbers";
import type { PhoneChoice } from "./use-phone-choice";

/** What the server takes. */
const EXTENSION_LIMIT = 20;
const NAME_LIMIT = 80;

interface Props {
  phones: PhonesView;
  phone: PhoneDraft;
  choice: PhoneChoice;
  onPhone: (phone: PhoneDraft) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Set once the form could not be sent as it is. */
  problem: string | null;
  recent: readonly RecentNumber[];
  onForget: (number: string) => void;
}

/** The phone to call: its number, checked as it is typed, and who is expected there. */
export function PhoneFields(props: Props) {
  const { phones, phone, choice, onPhone, inputRef, problem, recent } = props;
  const id = useId();

  // Whoever chooses a phone types its number next.
  useEffect(() => inputRef.current?.focus(), [inputRef]);

  return (
    <div className="space-y-3 rounded-md border border-line-strong px-3 pt-2.5 pb-3">
      <div>
        <label htmlFor={id} className="font-medium text-sm">
          Phone number
        </label>
        <div className="mt-1 flex items-center gap-2 rounded-md border border-line-strong bg-surface px-3 focus-within:outline-2 focus-within:outline-accent-text">
          <Phone aria-hidden className="size-4 shrink-0 text-muted" />
          <input
            ref={inputRef}
            id={id}
            type="tel"
            dir="ltr"
            autoComplete="off"
            placeholder={phones.default_country ? "Number, or + and the country's code" : "+1 …"}
            value={phone.number}
            onChange={({ target }) =>
              onPhone({ ...phone, number: choice.format(phone.number, target.value) })
            }
            aria-invalid={problem !== null || choice.check?.kind === "wrong"}
            aria-describedby={`${id}-check`}
            className="h-10 w-full min-w-0 bg-transparent tabular-nums outline-none placeholder:text-muted"
          />
        </div>
        <p id={`${id}-check`} aria-live="polite" className="mt-1 min-h-5 text-sm">
          <Verdict
            check={choice.check}
            problem={problem}
            hint={allowedWords(phones.allowed_countries)}
          />
        </p>
      </div>
      {recent.length > 0 && (
        <RecentNumberList
          numbers={recent}
          onUse={({ display, name, extension }) => {
            onPhone({ ...phone, number: display, name, extension });
            inputRef.current?.focus();
          }}
          onForget={(number) => {
            props.onForget(number);
            inputRef.current?.focus();
          }}
        />
      )}
      <div className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-3">
        <TextField
          label="Extension"
          inputMode="tel"
          dir="ltr"
          autoComplete="off"
          maxLength={EXTENSION_LIMIT}
          value={phone.extension}
          onChange={({ target }) => onPhone({ ...phone, extension: keysIn(target.value) })}
          hint="After the answer"
        />
        <TextField
          label="Who is this?"
          autoComplete="off"
          maxLength={NAME_LIMIT}
          value={phone.name}
          onChange={({ target }) => onPhone({ ...phone, name: target.value })}
          hint="Shown to the caller and in the history"
        />
      </div>
    </div>
  );
}

/** What the number is, or what is wrong with it: said quietly while it is typed. */
function Verdict(props: { check: PhoneCheck | null; problem: string | null; hint: string }) {
  const { check, problem, hint } = props;
  if (check?.kind === "right") {
    const { e164, international, country } = check.number;
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <Check aria-hidden className="size-4 shrink-0 self-center text-live" />
        <span className="font-medium">
          {international}
          {country && ` · ${country}`}
        </span>
        <span className="font-mono text-muted text-xs">{e164}</span>
      </span>
    );
  }
  if (problem ?? check?.kind === "wrong") {
    const words = check && "words" in check ? check.words : problem;
    return <span className="text-danger-text">{words}</span>;
  }
  return <span className="text-muted">{check && "words" in check ? check.words : hint}</span>;
}

/** What a phone has keys for, and pauses: a comma is one, as phones write it. */
function keysIn(typed: string): string {
  return typed.replaceAll(",", "w").replace(/[^\d*#wW]/g, "");
}
