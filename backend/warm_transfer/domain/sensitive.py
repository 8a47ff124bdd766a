"""What in a text is about a person or their money, and what may be shown in its place. Pure.

Whatever is found by a check digit or a form can be missed where the words were misheard;
docs/privacy.md says what is found and what is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from warm_transfer.domain.digit_runs import Run, digit_runs, open_run
from warm_transfer.domain.personal_numbers import could_be_ssn, has_card, is_iban, is_national_id

MaskKind = Literal["cards", "ibans", "national_ids", "phone", "email", "spoken_digits"]
ALL_KINDS: frozenset[MaskKind] = frozenset(get_args(MaskKind))
NUMBER_KINDS = ALL_KINDS - {"email"}

ID_SHOWN = "[ID number]"
LAST = "\u2022\u2022"  # before the last digits of what is hidden

LONG_RUN = 6  # digits: order numbers of up to five stay readable
PHONE_DIGITS = range(7, 16)  # E.164 allows 15
LONGEST_NUMBER = 34  # an IBAN's; a longer run is several numbers, and hidden whole
GROWS_WITHIN = 400  # characters at the end of a text
ABOUT_BEFORE = 60  # characters before a number that say what it is

_PART = r"[\w.+-]{1,64}"  # RFC 5321, 4.5.3.1: 64 before the @, 63 between the dots after it
_SPELLED = rf"{_PART}(?: (?:dot|underscore|dash|hyphen|plus) [\w+-]{{1,64}}){{0,8}} at"
_EMAIL = re.compile(
    rf"{_PART}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+"
    rf"|\b{_SPELLED} [\w-]{{1,63}}(?: dot \w{{2,63}}){{1,8}}\b",
    re.IGNORECASE,
)
_EMAIL_GROWING = re.compile(
    rf"{_PART}@\S{{0,255}}$|{_SPELLED}(?: [\w-]{{0,63}}(?: dot(?: \w{{0,63}})?){{0,8}})?$",
    re.IGNORECASE,
)
# Forms of numbers that have letters too; whether one is a number, its check digits say. Matched
# from every word on, because the words before it look like letters of it.
_IBAN_LIKE = re.compile(r"\b(?=([A-Z]\s?[A-Z]\s?\d\s?\d(?:[\s-]?[A-Z0-9]){11,30})(?!\w))", re.I)
_ID_LIKE = tuple(
    re.compile(rf"\b(?=({form})(?!\w))", re.IGNORECASE)
    for form in (
        r"[A-Z]\s?[A-Z](?:\s?\d\s?\d){3}\s?[A-D]",  # United Kingdom
        r"(?:[XYZ][\s-]?\d{7}|\d{2}\.?\d{3}\.?\d{3})[\s-]?[A-Z]",  # Spain
        r"[A-Z]{3}\s?[A-Z]{3}\s?\d{2}\s?[A-Z]\s?\d{2}\s?[A-Z]\s?\d{3}\s?[A-Z]",  # Italy
        r"[12](?:\s?\d){4}(?:\s?\d\s?\d|\s?2\s?[AB])(?:\s?\d){8}",  # France
    )
)
_OPENING = re.compile(r"[+(][+( ]*$")
_MONEY_BEFORE = re.compile(r"[$\u20ac\u00a3\u00a5] ?$")
_QUANTITY_AFTER = re.compile(
    r"\s?(?:%|percent|dollars?|euros?|pounds?|cents?|million|thousand)\b", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SSN_FORM = re.compile(r"\d{3}-\d{2}-\d{4}")
_SSN_WORDS = re.compile(r"\b(?:social|ssn|insurance|tax|national|identity|id|passport)\b", re.I)
_PHONE_WORDS = re.compile(
    r"\b(?:phone|mobile|cell|call (?:me|us|them|back)|reach (?:me|us)|text me|fax|landline)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of a text, and what is shown in its place."""

    start: int
    end: int
    shown: str


def growing_from(text: str, kinds: frozenset[MaskKind]) -> int | None:
    """Where that begins in which a text ends that is not complete, and which may be hidden then."""
    begins = max(0, len(text) - GROWS_WITHIN)
    text, starts = text[begins:], []
    if kinds & NUMBER_KINDS and (run := open_run(text)) is not None:
        opening = _OPENING.search(text[: run.start])
        starts.append(opening.start() if opening else run.start)
    if "email" in kinds and (match := _EMAIL_GROWING.search(text)) is not None:
        starts.append(match.start())
    return begins + min(starts) if starts else None


def find_hidden(text: str, kinds: frozenset[MaskKind]) -> Iterator[Hidden]:
    """What is to be hidden, in the order of the text, none within another."""
    found = [
        *_addresses(text, kinds),
        *_with_letters(text, kinds),
        *_cards(text, kinds),
        *_digits(text, kinds),
    ]
    last: Hidden | None = None
    for hidden in sorted(found, key=lambda each: (each.start, -each.end)):
        if last is None or hidden.start >= last.end:
            if last is not None:
                yield last
            last = hidden
        elif hidden.end > last.end:  # one goes on beyond the other: nothing of either may be seen
            last = Hidden(last.start, hidden.end, last.shown)
    if last is not None:
        yield last


def _addresses(text: str, kinds: frozenset[MaskKind]) -> Iterator[Hidden]:
    if "email" in kinds:
        for match in _EMAIL.finditer(text):
            yield Hidden(*match.span(), "[e-mail]")


def _with_letters(text: str, kinds: frozenset[MaskKind]) -> Iterator[Hidden]:
    if "ibans" in kinds:
        for match in _IBAN_LIKE.finditer(text):
            yield from _longest_iban(match)
    if "national_ids" in kinds:
        for pattern in _ID_LIKE:
            for match in pattern.finditer(text):
                if is_national_id(_bare(match[1])):
                    yield Hidden(*match.span(1), ID_SHOWN)


def _longest_iban(match: re.Match[str]) -> Iterator[Hidden]:
    """Words after it look like more of it: they are left off until it checks."""
    whole = match[1]
    ends = [m.end() for m in re.finditer(r"\w(?!\w)", whole)]
    for end in reversed(ends):
        bare = _bare(whole[:end])
        if is_iban(bare):
            yield Hidden(match.start(1), match.start(1) + end, f"[IBAN {LAST}{bare[-4:]}]")
            return


def _bare(said: str) -> str:
    return re.sub(r"[\s.-]", "", said).upper()


def _cards(text: str, kinds: frozenset[MaskKind]) -> Iterator[Hidden]:
    if "cards" in kinds:
        for run in digit_runs(text, in_groups=True):
            if has_card(run.digits):
                yield Hidden(run.start, run.end, f"[card {LAST}{run.digits[-4:]}]")


def _digits(text: str, kinds: frozenset[MaskKind]) -> Iterator[Hidden]:
    for run in digit_runs(text):
        shown = _shown_for(run, text, kinds)
        if shown is not None:
            opening = _OPENING.search(text[: run.start])
            yield Hidden(opening.start() if opening else run.start, run.end, shown)


def _shown_for(run: Run, text: str, kinds: frozenset[MaskKind]) -> str | None:
    digits, said = run.digits, text[run.start : run.end]
    before = text[max(0, run.start - ABOUT_BEFORE) : run.start]
    if "national_ids" in kinds and _is_id(digits, said, before):
        return ID_SHOWN
    if len(digits) > LONGEST_NUMBER and kinds & NUMBER_KINDS:
        return "[number]"
    if _is_quantity(run, text):
        return None
    if "phone" in kinds and len(digits) in PHONE_DIGITS and _is_phone(digits, before):
        return "[phone number]"
    if "spoken_digits" in kinds and len(digits) >= LONG_RUN:
        return "[number]"
    return None


def _is_id(digits: str, said: str, before: str) -> bool:
    if is_national_id(digits):
        return True
    known = _SSN_FORM.fullmatch(said) or _SSN_WORDS.search(before)
    return bool(known) and could_be_ssn(digits)


def _is_phone(digits: str, before: str) -> bool:
    """International, national with its leading zero, ten or eleven digits, or said to be one."""
    international = before.rstrip(" (").endswith("+") or digits[0] == "0"
    return international or len(digits) in {10, 11} or bool(_PHONE_WORDS.search(before))


def _is_quantity(run: Run, text: str) -> bool:
    """An amount, a share or a date: long, but nobody's number."""
    said = text[run.start : run.end]
    return bool(
        _MONEY_BEFORE.search(text[: run.start])
        or _QUANTITY_AFTER.match(text[run.end :])
        or _DATE.fullmatch(said)
        or _THOUSANDS.fullmatch(said)
    )
