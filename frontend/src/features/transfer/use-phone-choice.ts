import type { PhonesView, PhoneTarget } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import type { PhoneDraft } from "./draft";
import { type CheckedNumber, checkNumber, formatTyped, type PhoneCheck } from "./phone-number";
import type { RecentNumber } from "./recent-numbers";
import { type PhoneLibraryState, usePhoneLibrary } from "./use-phone-library";

export interface PhoneChoice {
  /** What is known of the number; null until it can be checked here. */
  check: PhoneCheck | null;
  /** What the server is told; null while it cannot be. */
  target: PhoneTarget | null;
  /** Why not, for whoever tries all the same. */
  problem: string | null;
  /** Who is called, in a sentence. */
  whom: string;
  /** To be offered the next time; null for a number that could not be checked here. */
  recent: RecentNumber | null;
  /** The number as it is shown while it is typed. */
  format: (before: string, typed: string) => string;
}

/** The phone of a draft, checked by the rules of the server; `wanted` once a phone is chosen. */
export function usePhoneChoice(
  draft: PhoneDraft,
  phones: PhonesView | null,
  wanted: boolean,
): PhoneChoice {
  const library = usePhoneLibrary(wanted && (phones?.available ?? false));
  const lib = library.status === "ready" && phones ? library.lib : null;
  const check = lib && phones ? checkNumber(lib, draft.number, phones) : null;
  const number = check?.kind === "right" ? check.number : null;
  const target = targetOf(draft, number, library);
  return {
    check,
    target,
    problem: target ? null : problemOf(draft, check),
    whom: inText(draft.name.trim() || number?.international || "the person you call"),
    recent: number && {
      number: number.e164,
      display: number.international,
      name: draft.name.trim(),
      extension: extensionOf(draft, number),
    },
    format: (before, typed) => (lib && phones ? formatTyped(lib, before, typed, phones) : typed),
  };
}

function targetOf(
  draft: PhoneDraft,
  number: CheckedNumber | null,
  library: PhoneLibraryState,
): PhoneTarget | null {
  const typed = library.status === "failed" ? draft.number.trim() : "";
  const phoneNumber = number?.e164 ?? typed;
  if (phoneNumber === "") return null;
  const extension = extensionOf(draft, number);
  const name = draft.name.trim();
  return {
    phone_number: phoneNumber,
    ...(extension && { extension }),
    ...(name && { name }),
  };
}

/** The one in its own field or, without, the one typed behind the number. */
function extensionOf(draft: PhoneDraft, number: CheckedNumber | null): string {
  return draft.extension || (number?.extension ?? "");
}

function problemOf({ number }: PhoneDraft, check: PhoneCheck | null): string {
  if (number.trim() === "") return "Type the number to call.";
  if (check && "words" in check) return check.words;
  return "The number is being checked. Try again in a moment.";
}

/** Why no phone can be called at all, in one line; null when one can. */
export function whyNoPhone(phones: PhonesView | null): string | null {
  if (phones === null) return "The server has not said yet whether phones are set up.";
  if (phones.available) return null;
  const { missing } = phones;
  if (missing.length === 0) return "Phones cannot be called now: see docs/phones.md.";
  const names = [missing.slice(0, -1).join(", "), missing.at(-1)].filter(Boolean).join(" and ");
  return `Phones are not set up. Set ${names}: see docs/phones.md.`;
}
