import type { PhoneView, TransferCreate, TransferView } from "@/lib/api/types";
import { capital, type Names, sentences } from "./names";

/** Whether whoever answered hears the briefing and is asked for a key. */
function isAsked({ state }: PhoneView): boolean {
  return state === "answered" || state === "briefing";
}

/** What the phone does while it is dialled. */
export function dialledHeadline(phone: PhoneView, { target }: Names): string {
  switch (phone.state) {
    case "queued":
      return `Queued to dial ${target}`;
    case "ringing":
      return `Ringing ${target}`;
    case "answered":
      return `${capital(target)} answered`;
    case "briefing":
      return `Playing the briefing to ${target}`;
    case "accepted":
    case "connected":
      return `${capital(target)} accepted`;
    case "ended":
      return `The call to ${target} has ended`;
  }
}

/** What whoever answered hears; null while that is nothing. */
export function heardAtPhone(phone: PhoneView | null, target: string): string | null {
  return phone && isAsked(phone) ? `${capital(target)} hears the briefing.` : null;
}

/** What comes of the answer, with the keys that give it. */
export function dialledAdvice(phone: PhoneView, accepting: string | null): string | null {
  const keys = isAsked(phone) ? "They press 1 to accept, 2 to decline, 3 to hear it again" : null;
  return sentences(keys, accepting) || null;
}

/** The name of a phone's person, which may be no more than the number. */
export function givenName({ target }: TransferView): string | null {
  return target.name === target.phone?.display ? null : target.name;
}

const DIALLED_AGAIN: ReadonlySet<string> = new Set([
  "busy",
  "no_answer",
  "declined",
  "voicemail",
  "failed",
]);

/** The same transfer once more, when the phone of the first came to nothing; else null. */
export function dialledAgain(transfer: TransferView): TransferCreate | null {
  const { target, mode, briefing } = transfer;
  if (!target.phone?.number || !DIALLED_AGAIN.has(transfer.state)) return null;
  const name = givenName(transfer);
  const { number, extension } = target.phone;
  return {
    target: { phone_number: number, ...(extension && { extension }), ...(name && { name }) },
    mode,
    briefing: briefing.edited ? briefing.spoken : null,
  };
}
