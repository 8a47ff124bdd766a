"""Digits in a row, however they are written: "4242 4242", "four two, four two", "double four".

Pure. Spoken digits are English; the digits of every script are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass

_UNITS = dict(
    zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True)
) | {"oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0"}
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        map(str, range(10, 20)),
        strict=True,
    )
)
_TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        map(str, range(2, 10)),
        strict=True,
    )
) | {"fourty": "4"}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
# What engines write for a digit they misheard, between two others: "four five to eight".
_SOUNDS_LIKE = {"to": "2", "too": "2", "for": "4", "ate": "8", "won": "1"}
# What people say or write between the digits of one number.
_BETWEEN = frozenset(
    "and uh um er erm ah hmm then dash hyphen minus space comma next point dot stroke slash".split()
)

# And between groups of them: "4242, to 4242, it's 4242".
_BETWEEN_GROUPS = _BETWEEN | frozenset(
    "to too for is it it's its so right yes yeah ok okay".split()
)

# A chunk of digits with what may stand inside it, or a word. "10:30" and "11/29" are two chunks
# with something between them that ends a run.
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['\u2019][^\W\d_]+)?|[^\w\s]|_")
_MAY_STAND_BETWEEN = frozenset("-.,()+\u2010\u2011\u2012\u2013\u2014\u2026\u00b7*#")


@dataclass(frozen=True, slots=True)
class Run:
    """`digits` as they are meant; `start` and `end` of the text that says them."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def digit_runs(text: str, *, in_groups: bool = False) -> list[Run]:
    """All of them, also of one digit, in the order of the text.

    `in_groups` reads on over words that stand between groups of the digits of one number, and
    between numbers too.
    """
    between = _MAY_STAND_BETWEEN | (_BETWEEN_GROUPS if in_groups else _BETWEEN)
    tokens = [_Token(match.group().lower(), *match.span()) for match in _TOKEN.finditer(text)]
    return list(_runs(tokens, between))


def open_run(text: str) -> Run | None:
    """The run that the text ends in: what is said next may go on with it."""
    runs = digit_runs(text)
    if not runs or not _only_between(text[runs[-1].end :]):
        return None
    return runs[-1]


def is_nothing_but(run: Run, text: str) -> bool:
    """Whether the text says the run and no more: somebody is dictating."""
    return _only_between(text[: run.start]) and _only_between(text[run.end :])


def _only_between(text: str) -> bool:
    tokens = (match.group().lower() for match in _TOKEN.finditer(text))
    return all(token in _BETWEEN or not token.isalnum() for token in tokens)


def _runs(tokens: list[_Token], between: Set[str]) -> Iterator[Run]:
    digits, start, end, at = "", 0, 0, 0
    while at < len(tokens):
        read, count = _read(tokens, at)
        if read:
            start = start if digits else tokens[at].start
            digits, end = digits + read, tokens[at + count - 1].end
        elif digits and tokens[at].text not in between:
            yield Run(digits, start, end)
            digits = ""
        at += max(1, count)
    if digits:
        yield Run(digits, start, end)


def _is_one_digit(tokens: list[_Token], at: int) -> bool:
    if not 0 <= at < len(tokens):
        return False
    word = tokens[at].text
    return word in _UNITS or (len(word) == 1 and word.isdecimal())


def _read(tokens: list[_Token], at: int) -> tuple[str, int]:
    """The digits that the words from here on say, and how many words they are."""
    word = tokens[at].text
    if word[0].isdecimal():
        return "".join(str(unicodedata.decimal(digit)) for digit in word), 1
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if word in _TIMES:
        repeated = following if following.isdecimal() and len(following) == 1 else None
        digit = repeated or _UNITS.get(following)
        return (digit * _TIMES[word], 2) if digit else ("", 0)
    if word in _SOUNDS_LIKE and _is_one_digit(tokens, at - 1) and _is_one_digit(tokens, at + 1):
        return _SOUNDS_LIKE[word], 1
    if word in _UNITS:
        return _with_hundred(_UNITS[word], 1, tokens, at)
    if word in _TEENS:
        return _with_hundred(_TEENS[word], 1, tokens, at)
    if word in _TENS:
        skip = 2 if following == "-" and at + 2 < len(tokens) else 1  # "forty-two"
        unit = _UNITS.get(tokens[at + skip].text) if at + skip < len(tokens) else None
        if unit and unit != "0":
            return _with_hundred(_TENS[word] + unit, skip + 1, tokens, at)
        return _with_hundred(f"{_TENS[word]}0", 1, tokens, at)
    return "", 0


def _with_hundred(digits: str, count: int, tokens: list[_Token], at: int) -> tuple[str, int]:
    """ "forty two hundred" is 4200; "one hundred twenty three" is said as 1 and 23."""
    after = at + count
    if after < len(tokens) and tokens[after].text == "hundred":
        more, _ = _read(tokens, after + 1) if after + 1 < len(tokens) else ("", 0)
        return (digits if more else f"{digits}00"), count + 1
    return digits, count
