import type { CountryCode, PhoneNumber } from "libphonenumber-js/max";
import type { PhonesView } from "@/lib/api/types";
import { list } from "./names";

/** The library that knows the world's numbers; large, so it is loaded where it is needed. */
export type PhoneLibrary = typeof import("libphonenumber-js/max");

/** Which numbers may be called, as the server has it. */
export type PhoneRules = Pick<PhonesView, "default_country" | "allowed_countries" | "number">;

export interface CheckedNumber {
  /** E.164: "+14155551212". */
  e164: string;
  /** "+1 415 555 1212". */
  international: string;
  /** "United States"; null for numbers of no country. */
  country: string | null;
  /** Typed behind the number: "ext 34". */
  extension: string | null;
}

export type PhoneCheck =
  | { kind: "empty" }
  /** Typing on may make it right. */
  | { kind: "unfinished"; words: string }
  | { kind: "wrong"; words: string }
  | { kind: "right"; number: CheckedNumber };

/** More countries than this are counted, not named. */
const NAMED = 6;

/** Kinds of numbers that cost whoever calls them more than a call. */
const COSTLY: ReadonlySet<string> = new Set(["PREMIUM_RATE", "SHARED_COST"]);

const INCOMPLETE = "The number is not complete yet.";
const NO_NUMBER = "This is not a phone number. Type its digits.";
const EXTENSION = /\s*(?:;ext=|ext\.?|extension|x|#)\s*\d*\s*$/i;

/** What was typed, in any usual way, as a number that may be called, or what is wrong with it. */
export function checkNumber(lib: PhoneLibrary, typed: string, rules: PhoneRules): PhoneCheck {
  const text = typed.trim().replace(/^tel:/i, "");
  if (text === "") return { kind: "empty" };
  const plain = text.replace(EXTENSION, "");
  if (/\p{L}/u.test(plain)) return { kind: "wrong", words: NO_NUMBER };
  const country = countryOf(rules);
  if (!country && !/^(\+|\uff0b|00)/.test(plain)) {
    return { kind: "unfinished", words: "Begin with + and the code of the country." };
  }
  const number = parsed(lib, text, country);
  if (number?.isPossible() && number.isValid()) return allowed(number, rules);
  return notANumber(lib, plain, number, country);
}

function parsed(
  lib: PhoneLibrary,
  text: string,
  country: CountryCode | undefined,
): PhoneNumber | undefined {
  const number = lib.parsePhoneNumberFromString(text, country);
  if (number?.isValid() || !text.startsWith("00")) return number;
  // The way out of a country differs; 00 is that of most, and typed in the others too.
  return lib.parsePhoneNumberFromString(`+${text.slice(2)}`);
}

function notANumber(
  lib: PhoneLibrary,
  plain: string,
  number: PhoneNumber | undefined,
  country: CountryCode | undefined,
): PhoneCheck {
  const text = number ? number.number : plain;
  switch (lib.validatePhoneNumberLength(text, country)) {
    case "TOO_SHORT":
      return { kind: "unfinished", words: INCOMPLETE };
    case "TOO_LONG":
      return { kind: "wrong", words: "The number has too many digits." };
    case "INVALID_COUNTRY":
      return { kind: "wrong", words: "No country has this code. Check what follows the +." };
    case "NOT_A_NUMBER":
      return /^\+?\d?$/.test(text)
        ? { kind: "unfinished", words: INCOMPLETE }
        : { kind: "wrong", words: NO_NUMBER };
    default: {
      const where = number?.country && countryName(number.country);
      const words = where ? `There is no such number in ${where}.` : "There is no such number.";
      return { kind: "wrong", words: `${words} Check its digits.` };
    }
  }
}

function allowed(number: PhoneNumber, rules: PhoneRules): PhoneCheck {
  const { country } = number;
  const where = country ? countryName(country) : null;
  if (COSTLY.has(number.getType() ?? "")) {
    return { kind: "wrong", words: "Premium-rate numbers are not called. Choose another one." };
  }
  const countries = rules.allowed_countries;
  if (countries.length > 0 && !(country && countries.includes(country))) {
    const to = where ? `Calls to ${where} are` : "Such numbers are";
    return { kind: "wrong", words: `${to} not allowed. ${allowedWords(countries)}` };
  }
  if (number.number === rules.number) {
    return { kind: "wrong", words: "This is the number that calls are made from." };
  }
  return {
    kind: "right",
    number: {
      e164: number.number,
      international: number.formatInternational().replace(/ ext\. \d+$/, ""),
      country: where,
      extension: number.ext ?? null,
    },
  };
}

/** "Calls go to Canada and United States only." */
export function allowedWords(countries: readonly string[]): string {
  if (countries.length === 0) return "";
  if (countries.length > NAMED) return `Calls go to ${countries.length} countries.`;
  const names = countries.map(countryName).sort((a, b) => a.localeCompare(b));
  return `Calls go to ${list(names)} only.`;
}

/** The name of a country by its ISO 3166 code; the code itself where the browser knows none. */
function countryName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
}

function countryOf({ default_country }: PhoneRules): CountryCode | undefined {
  return (default_country as CountryCode | null) ?? undefined;
}

/**
 * What was typed, with the spaces and brackets of its country. Only what is added at the end is
 * formatted: anything else would move the cursor, or bring back what was deleted.
 */
export function formatTyped(
  lib: PhoneLibrary,
  before: string,
  typed: string,
  rules: PhoneRules,
): string {
  if (!typed.startsWith(before) || typed === before || !/^[\s\d()+./-]*$/.test(typed)) return typed;
  return new lib.AsYouType(countryOf(rules)).input(typed);
}

/** Whether somebody who typed this means a number rather than a name. */
export function looksLikeNumber(typed: string): boolean {
  return (
    /^\s*(tel:)?[\d\s()+./-]+$/i.test(typed) && /\d{2}|\+\d/.test(typed.replace(/[^\d+]/g, ""))
  );
}
