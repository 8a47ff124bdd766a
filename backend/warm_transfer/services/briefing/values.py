"""Values that one must not get wrong, found by their form: amounts, dates, times, numbers.

Pure. A value is always the very words that were said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from warm_transfer.services.briefing.spoken_numbers import (
    NUMBER_WORDS,
    ORDINAL_WORDS,
    digits_one_by_one,
)

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
PART_OF_DAY = "morning|afternoon|evening|night"
COUNT = rf"(?:\d+|{NUMBER_WORDS})"
CLOCK = rf"(?:\d{{1,2}}(?:[:.]\d\d)?|{NUMBER_WORDS})"
ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{ORDINAL_WORDS})"
OF_MONTH = rf"of (?:{MONTHS}|this month|next month)"

REMEMBERED = 4096  # segments; a long call has some 1,500

# What may follow "number" or stand alone before one. The first that fits names the fact.
REFERENCE_NAMES = {
    "order": "Order number",
    "account": "Account number",
    "invoice": "Invoice number",
    "booking": "Booking number",
    "confirmation": "Confirmation number",
    "reference": "Reference number",
    "ticket": "Ticket number",
    "tracking": "Tracking number",
    "policy": "Policy number",
    "customer": "Customer number",
    "card": "Card",
    "phone": "Phone",
    "telephone": "Phone",
    "call me": "Phone",
    "zip": "Postcode",
    "postcode": "Postcode",
    "flight": "Flight",
}
NUMBER = "Number"


@dataclass(frozen=True, slots=True)
class Value:
    label: str
    text: str
    start: int  # in the text it was found in
    end: int


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$€£])(?:{pattern})(?!\w)", re.IGNORECASE)


# In the order of precedence: where two overlap, the first one counts.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "E-mail",
        _compile(
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
            r"|\w+(?: (?:dot|underscore|dash|hyphen) \w+)* at \w+(?: dot \w+)+"
        ),
    ),
    (
        "Address",
        _compile(
            r"\d+[a-z]? (?:[a-z][\w']* ){1,3}"
            r"(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|blvd|square|court|way)"
        ),
    ),
    (
        "Amount",
        _compile(
            r"[$€£] ?\d[\d,]*(?:\.\d+)?(?: (?:thousand|million))?"
            rf"|(?:\d[\d,]*(?:\.\d+)?|{NUMBER_WORDS}) (?:dollars?|bucks|euros?|pounds?|cents?)"
            rf"(?: and {NUMBER_WORDS} cents?)?"
        ),
    ),
    (
        "Date",
        _compile(
            rf"(?:{MONTHS}) (?:the )?(?:{ORDINAL}|\d{{1,2}})(?:,? \d{{4}})?"
            rf"|(?:the )?(?:{ORDINAL}|\d{{1,2}}) {OF_MONTH}"
            rf"|(?:the )?{ORDINAL} (?:{MONTHS})"
            r"|the \d{1,2}(?:st|nd|rd|th)(?! (?:one|time|payment|charge|order|thing|option|item))"
            rf"|the {ORDINAL_WORDS}(?=[.,;!?]|$| (?:of|at|in|and|to|until|or|through|for)\b)"
            rf"|(?:(?:this|next|last|coming) )?(?:{WEEKDAYS})(?: (?:this|next) week)?"
            r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d"
            r"|(?:day after )?tomorrow|(?:later )?today(?!['\u2019]s)|tonight|yesterday"
            r"|(?:this|next|last) (?:week|month|year|weekend)"
            rf"|(?:in|within|after) {COUNT} (?:days?|weeks?|months?|hours?|minutes?)"
            rf"|{COUNT} (?:days?|weeks?|months?) ago"
        ),
    ),
    (
        "Time",
        _compile(
            rf"(?:half past|quarter (?:to|past)|\d{{1,2}} (?:to|past)) {CLOCK}"
            rf"(?: in the (?:{PART_OF_DAY}))?"
            rf"|(?:{PART_OF_DAY}) (?:at )?{CLOCK}"
            rf"|{CLOCK} ?(?:am|pm|a\.m\.?|p\.m\.?|o.?clock)(?: in the (?:{PART_OF_DAY})| at night)?"
            rf"|{CLOCK} (?:in the (?:{PART_OF_DAY})|at night)"
            r"|\d{1,2}:\d\d|noon|midnight"
        ),
    ),
    (
        NUMBER,
        _compile(
            r"\+?\d[\d().-]*(?:[ -]\(?\d[\d().-]*)+"  # a phone number or one in groups
            rf"|{digits_one_by_one(4)}"
            r"|[a-z]{1,3}-?\d{3,}|\d+[a-z]+\d\w*|\d{4,}"
        ),
    ),
    (
        "How many",
        _compile(
            rf"(?!(?:one|1) (?:of|more|another|second|moment|thing|way)\b)"
            rf"(?!one (?:sounds?|looks?|works?|seems?)\b)"
            rf"{COUNT} (?!(?:of|and|or|to|the|is|was|in|on|at|for|times?|more|that|which|who|with"
            rf"|from|please|goes|will|would|can)\b)[a-z]{{3,}}"
        ),
    ),
)


@lru_cache(REMEMBERED)
def find_values(text: str, asked: str = "") -> tuple[Value, ...]:
    """Those in `text`, in the order of the text; `asked` is the question it answers, if one.

    Remembered, because a briefing is written again each time something more was said.
    """
    taken: list[Value] = []
    for label, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in taken):
                continue
            name = _reference_name(text[: match.start()], asked) if label is NUMBER else label
            taken.append(Value(name, match.group().strip(" .,-"), *match.span()))
    return tuple(sorted(taken, key=lambda value: value.start))


def _reference_name(before: str, asked: str) -> str:
    """What a bare number is, by the last words before it, else by the question."""
    for place in (before[-40:].lower(), asked.lower()):
        found = [(place.rfind(word), name) for word, name in REFERENCE_NAMES.items()]
        position, name = max(found)
        if position >= 0:
            return name
    return NUMBER
