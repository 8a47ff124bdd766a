"""People, places and things, by capital letters and by the words before them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warm_transfer.services.briefing.values import MONTHS, WEEKDAYS, Value
from warm_transfer.services.briefing.words import MENTIONED, content

NAME = r"[A-Z][\w'&-]*"

_INTRODUCTION = re.compile(
    rf"\b(?:[Mm]y (?:full )?name is|[Tt]his is|[Nn]ame's|I am called) ({NAME}(?: {NAME}){{0,2}})"
)
_SPAN = re.compile(
    rf"\b(?:(?:san|los|las|new|santa|saint|st) )?{NAME}"
    rf"(?:,? {NAME}|(?: (?:of|the|and|de|la|vs))+ {NAME})*"
)
_TRAVEL = re.compile(r"\b(?:from|to|in|at|near|around|leaving|into) (?:the )?$", re.IGNORECASE)
# With a capital letter because a sentence begins with them.
_NO_NAMES = frozenset(
    f"""
    a actually all also an and another any are as at awesome book but by bye can cool correct could
    do does excuse find fine for from get give go good goodbye great hello hey hi how i if in is it
    just let look make maybe my nah near need nice no nope not now of oh ok okay on one or perfect
    play please really right alright search shall she should show so some sorry sounds sure thank
    thanks that the then there they this to welcome we well what when where which who why will with
    would wow yeah yep yes you your yup he am pm mr mrs ms {MONTHS} {WEEKDAYS}
    """.replace("|", " ").split()
)
_CONTRACTED = re.compile(r"(?:it|that|what|there|here|let|he|she)'s|\w+'(?:re|ll|ve|d|m|t)", re.I)
_JOINING = frozenset({"of", "the", "and", "de", "la", "vs"})
LABELS = {"from": "From", "leaving": "From", "to": "To", "into": "To"}

# What a place is, by the question that it answers. The first that fits counts.
_ASKED = (
    (re.compile(r"\bwhere\b.*\b(?:from|leav\w+|depart\w*)|\bdeparture\b|\borigin\b", re.I), "From"),
    (
        re.compile(
            r"\bwhere\b.*\b(?:to|go|going|head\w*|fly\w*|travel\w*)\b|\bdestination\b", re.I
        ),
        "To",
    ),
    (re.compile(r"\bwhere\b|\b(?:what|which) (?:city|town|area|location|place)\b", re.I), "Place"),
)
# Without capital letters, as some engines write: the run of words after these is a place.
_FROM = (
    r"(?:leaving|going|flights?|trip|bus|coming|travell?ing|fly|flying|out|there) from"
    r"|^from|leaving"
)
_NAMED = r"(?:city|place|location|destination) (?:is|must be|should be|will be)"
_A_PLACE = re.compile(rf"\b(?:{_FROM}|{_NAMED}) ([a-z' ]+)", re.I)
_ANSWERS_WHERE = re.compile(rf"\b(?:{_FROM}|from|{_NAMED}|in) ([a-z' ]+)", re.I)


def find_names(text: str, asked: str = "") -> Iterator[Value]:
    """Those in `text`, which may answer a question.

    A word that only begins a sentence counts if a name goes on after it, or if it answers where.
    """
    where = next((label for pattern, label in _ASKED if pattern.search(asked)), None)
    taken: list[Value] = []
    for value in (*_introduced(text), *_capitalised(text, where), *_places(text, where)):
        if not any(value.start < other.end and other.start < value.end for other in taken):
            taken.append(value)
            yield value


def _introduced(text: str) -> Iterator[Value]:
    for match in _INTRODUCTION.finditer(text):
        if not _is_no_name(match.group(1).split()[0]):
            yield Value("Name", match.group(1), *match.span(1))


def _capitalised(text: str, where: str | None) -> Iterator[Value]:
    for match in _SPAN.finditer(text):
        start, end = match.span()
        words = match.group().split()
        while words and _is_no_name(words[0]):
            start += len(words[0]) + 1
            words.pop(0)
        while words and _ends_no_name(words[-1]):
            words.pop()
        begins_sentence = start == 0 or text[:start].rstrip()[-1:] in ".!?"
        if not words:
            continue
        if begins_sentence and len(words) == 1 and (where is None or not content(words[0])):
            continue
        label = _label(text[:start])
        if where is not None and label in {MENTIONED, "Place"}:
            label = where
        yield Value(label, " ".join(words).rstrip(","), start, end)


def _ends_no_name(word: str) -> bool:
    """Not so the "OR" of "Portland, OR"."""
    return word in _JOINING or (_is_no_name(word) and not (len(word) == 2 and word.isupper()))


def _is_no_name(word: str) -> bool:
    bare = word.strip(",")
    return bare.lower() in _NO_NAMES or bool(_CONTRACTED.fullmatch(bare))


def _places(text: str, where: str | None) -> Iterator[Value]:
    """Where no capitals tell: "flights there from atlanta", "the city must be san jose"."""
    for match in (_ANSWERS_WHERE if where else _A_PLACE).finditer(text):
        words: list[str] = []
        for word in match.group(1).split():
            if not content(word) or _is_no_name(word):
                break
            words.append(word)
        if 0 < len(words) <= 3:
            start = match.start(1)
            label = "From" if "from" in match.group().lower() else where or "Place"
            yield Value(label, " ".join(words), start, start + len(" ".join(words)))


def _label(before: str) -> str:
    match = _TRAVEL.search(before)
    word = match.group().split()[0].lower() if match else ""
    return LABELS.get(word, "Place" if word else MENTIONED)
