import * as lib from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import {
  allowedWords,
  checkNumber,
  formatTyped,
  looksLikeNumber,
  type PhoneRules,
} from "./phone-number";

const US: PhoneRules = {
  default_country: "US",
  allowed_countries: ["US", "GB"],
  number: "+12345556789",
};

function words(typed: string, rules = US): string {
  const check = checkNumber(lib, typed, rules);
  return "words" in check ? `${check.kind}: ${check.words}` : check.kind;
}

describe("a number", () => {
  it.each([
    "4155551212",
    "(415) 555-1212",
    "415.555.1212",
    "1 415 555 1212",
    "+1 415 555 1212",
    "tel:+1-415-555-1212",
    "001 415 555 1212",
    "４１５ ５５５ １２１２",
  ])("is understood as typed: %s", (typed) => {
    expect(checkNumber(lib, typed, US)).toEqual({
      kind: "right",
      number: {
        e164: "+14155551212",
        international: "+1 415 555 1212",
        country: "United States",
        extension: null,
      },
    });
  });

  it.each(["+44 (0)20 7946 0018", "0044 20 7946 0018", "011 44 20 7946 0018"])(
    "may be one of another country: %s",
    (typed) => {
      expect(checkNumber(lib, typed, US)).toMatchObject({
        kind: "right",
        number: { e164: "+442079460018", country: "United Kingdom" },
      });
    },
  );

  it.each(["415 555 1212 ext 34", "415-555-1212 x34"])("may bring its extension: %s", (typed) => {
    expect(checkNumber(lib, typed, US)).toMatchObject({
      number: { e164: "+14155551212", international: "+1 415 555 1212", extension: "34" },
    });
  });

  it.each([
    ["", "empty"],
    ["+", "unfinished: The number is not complete yet."],
    ["4", "unfinished: The number is not complete yet."],
    ["+1 415 555", "unfinished: The number is not complete yet."],
    ["555 1212", "unfinished: The number is not complete yet."],
    ["415 555 1212 34", "wrong: The number has too many digits."],
    ["Bea", "wrong: This is not a phone number. Type its digits."],
    ["1-800-FLOWERS", "wrong: This is not a phone number. Type its digits."],
    ["+999 123", "wrong: No country has this code. Check what follows the +."],
    ["+1 555 555 1212", "wrong: There is no such number. Check its digits."],
    ["900 555 1212", "wrong: Premium-rate numbers are not called. Choose another one."],
    ["+44 909 879 0000", "wrong: Premium-rate numbers are not called. Choose another one."],
    [
      "+33 6 12 34 56 78",
      "wrong: Calls to France are not allowed. Calls go to United Kingdom and United States only.",
    ],
    [
      "+800 1234 5678",
      "wrong: Such numbers are not allowed. Calls go to United Kingdom and United States only.",
    ],
    ["234 555 6789", "wrong: This is the number that calls are made from."],
  ])("%s → %s", (typed, said) => {
    expect(words(typed)).toBe(said);
  });

  it("needs its country where there is none to go by", () => {
    const rules = { ...US, default_country: null };
    expect(words("4155551212", rules)).toBe(
      "unfinished: Begin with + and the code of the country.",
    );
    expect(words("+14155551212", rules)).toBe("right");
  });
});

describe("what is typed", () => {
  it("is formatted as it grows, and left alone when it is changed", () => {
    let text = "";
    for (const key of "4155551212") text = formatTyped(lib, text, text + key, US);
    expect(text).toBe("(415) 555-1212");
    expect(formatTyped(lib, text, "(415) 555-121", US)).toBe("(415) 555-121");
    expect(formatTyped(lib, text, "(425) 555-1212", US)).toBe("(425) 555-1212");
    expect(formatTyped(lib, text, `${text} ext`, US)).toBe("(415) 555-1212 ext");
  });

  it.each([
    ["415 555", true],
    ["+1", true],
    ["tel:+1415", true],
    ["7", false],
    ["Bea", false],
    ["desk 12", false],
  ])("%s is meant as a number: %s", (typed, is) => {
    expect(looksLikeNumber(typed)).toBe(is);
  });
});

it("names the countries, unless they are many", () => {
  expect(allowedWords(["US", "CA"])).toBe("Calls go to Canada and United States only.");
  expect(allowedWords(["US", "CA", "GB", "FR", "DE", "ES", "IT"])).toBe("Calls go to 7 countries.");
});
