"""Whether a value was said: its words are in the text, however numbers are written. Pure.

"forty nine dollars" says "$49", "four five two eight" says "4528", "ines at example dot com" says
"ines@example.com". A part of a number is not said: "4528" does not say "45".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from warm_transfer.services.briefing.spoken_numbers import ORDINALS, TEENS, TENS, UNITS

REMEMBERED = 4096  # segments; a long call has some 1,500

_UNITS = {word: number for number, word in enumerate(UNITS)} | {"oh": 0}
_TEENS = {word: number for number, word in enumerate(TEENS, start=10)}
_TENS = dict(zip(TENS, range(20, 100, 10), strict=True))
_ORDINALS = {word: number for number, word in enumerate(ORDINALS, start=1)}
_ORDINALS |= {"twentieth": 20, "thirtieth": 30}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_REPEATS = {"double": 2, "triple": 3}
_CURRENCIES = {
    "$": "dollar", "dollar": "dollar", "dollars": "dollar", "bucks": "dollar", "usd": "dollar",
    "€": "euro", "euro": "euro", "euros": "euro", "eur": "euro",
    "£": "pound", "pound": "pound", "pounds": "pound", "gbp": "pound",
}  # fmt: skip
_SPELLED_OUT = frozenset({"at", "dot", "underscore", "dash", "hyphen"})  # in an e-mail address

_TOKEN = re.compile(r"[$€£]|\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*")
_JOINS = frozenset("-./:")  # between groups of digits that are one number
_CENTS = frozenset({"cent", "cents", "pence"})


@dataclass(frozen=True, slots=True)
class _Word:
    """`run` is shared by the words that make up one number; `spelled` of digits said as words."""

    text: str
    run: int = -1
    spelled: bool = False


def is_said(value: str, text: str) -> bool:
    """Whether the whole of `value` was said in `text`, in its order."""
    words, currencies = _read(value)
    said, said_currencies = _read(text)
    if not currencies <= said_currencies:
        return False
    wanted = "".join(word.text for word in words)
    if not wanted:
        return False
    if "@" in value:
        said = tuple(word for word in said if word.text not in _SPELLED_OUT)
        wanted = wanted.replace(".", "")
    return any(_begins(wanted, said, start) for start in range(len(said)))


def has_number(value: str) -> bool:
    """Whether there is a number in it, in digits or in words, or an e-mail address."""
    return "@" in value or any(word.text[0].isdigit() for word in _read(value)[0])


def _begins(wanted: str, said: tuple[_Word, ...], start: int) -> bool:
    if start and said[start].run >= 0 and said[start - 1].run == said[start].run:
        return False  # in the midst of a number
    joined, spelled = "", False
    for index in range(start, len(said)):
        joined += said[index].text
        spelled = spelled or said[index].spelled
        # "forty nine ninety nine" has no point, "$49.99" has.
        target = wanted.replace(".", "") if spelled else wanted
        if not target.startswith(joined):
            return False
        if joined == target:
            run = said[index].run
            return run < 0 or index + 1 == len(said) or said[index + 1].run != run
    return False


@lru_cache(REMEMBERED)
def _read(text: str) -> tuple[tuple[_Word, ...], frozenset[str]]:
    """Its words with numbers as digits, and the currencies that are named."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text)
    text = re.sub(r"(\d)\.00\b", r"\1", text)
    text = re.sub(r"'s\b", "", text)
    found = [(match.group(), *match.span()) for match in _TOKEN.finditer(text)]
    currencies = frozenset(_CURRENCIES[token] for token, _, _ in found if token in _CURRENCIES)
    words: list[_Word] = []
    run = index = 0
    while index < len(found):
        token = found[index][0]
        run += 1
        if token in _CURRENCIES:
            index += 1
        elif token[0].isdigit():
            words.append(_Word(token, run))
            index += 1
            while index < len(found) and found[index][0][0].isdigit():
                between = text[found[index - 1][2] : found[index][1]]
                single = len(token) == 1 and len(found[index][0]) == 1
                if not (between in _JOINS or (between == " " and single)):
                    break
                words.append(_Word(found[index][0], run))
                index += 1
        else:
            numbers, index_after = _numbers([token for token, _, _ in found], index)
            if index_after > index:
                words += [_Word(number, run, spelled=True) for number in numbers]
                index = index_after
            else:
                words.append(_Word(token))
                index += 1
    return tuple(_with_cents(words)), currencies


def _with_cents(words: list[_Word]) -> Iterator[_Word]:
    """ "forty nine dollars and fifty cents" is 49.50; the currency itself is no word here."""
    index = 0
    while index < len(words):
        whole = words[index]
        cents = index + (
            2 if [word.text for word in words[index + 1 : index + 2]] == ["and"] else 1
        )
        parts = words[cents : cents + 2]
        if (
            len(parts) == 2
            and parts[1].text in _CENTS
            and whole.text.isdigit()
            and parts[0].text.isdigit()
        ):
            yield _Word(f"{whole.text}.{parts[0].text:0>2}", whole.run)
            index = cents + 2
        else:
            yield whole
            index += 1


def _numbers(tokens: list[str], index: int) -> tuple[list[str], int]:
    """The numbers said from there on, in digits, and the place after them."""
    numbers: list[str] = []
    while index < len(tokens):
        repeat = _REPEATS.get(tokens[index], 0)
        if repeat and index + 1 < len(tokens) and tokens[index + 1] in _UNITS:
            numbers += [str(_UNITS[tokens[index + 1]])] * repeat
            index += 2
            continue
        if tokens[index] == "oh" and not (
            numbers or (index + 1 < len(tokens) and tokens[index + 1] in _UNITS)
        ):
            break  # a sigh
        value, after, is_last = _number(tokens, index)
        if after == index:
            break
        numbers.append(str(value))
        index = after
        if is_last:
            break
    return numbers, index


def _number(tokens: list[str], index: int) -> tuple[int, int, bool]:
    """One number such as "one hundred and twenty", and whether it is an ordinal, which ends it."""
    total = group = 0
    while index < len(tokens):
        below, after, ordinal = _below_hundred(tokens, index)
        if after > index:
            group, index = group + below, after
            if ordinal:
                return total + group, index, True
        elif tokens[index] not in _SCALES:
            break
        scaled = False
        while index < len(tokens) and tokens[index] in _SCALES:
            scale = _SCALES[tokens[index]]
            group = (group or 1) * scale
            if scale > 100:
                total, group = total + group, 0
            index += 1
            scaled = True
        if not scaled:
            break
        if index + 1 < len(tokens) and tokens[index] == "and":
            if _below_hundred(tokens, index + 1)[1] > index + 1:
                index += 1
    return total + group, index, False


def _below_hundred(tokens: list[str], index: int) -> tuple[int, int, bool]:
    token = tokens[index]
    if token in _TENS:
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if following in _UNITS and _UNITS[following] and following != "oh":
            return _TENS[token] + _UNITS[following], index + 2, False
        if following in _ORDINALS and _ORDINALS[following] < 10:
            return _TENS[token] + _ORDINALS[following], index + 2, True
        return _TENS[token], index + 1, False
    if token in _TEENS or token in _UNITS:
        return _TEENS.get(token, _UNITS.get(token, 0)), index + 1, False
    if token in _ORDINALS:
        return _ORDINALS[token], index + 1, True
    return 0, index, False


def tokens_of(text: str) -> Iterator[str]:
    """Its words, lower-cased, with numbers as digits."""
    return (word.text for word in _read(text)[0])
