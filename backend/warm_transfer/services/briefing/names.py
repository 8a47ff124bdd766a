"""People, places and things, by capital letters and by the words before them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warm_transfer.services.briefing.values import MONTHS, WEEKDAYS, Value
from warm_transfer.services.briefing.words import MENTIONED

NAME = r"[A-Z][\w'&-]*"

_INTRODUCTION = re.compile(
    rf"\b(?:[Mm]y (?:full )?name is|[Tt]his is|[Nn]ame's|I am called) ({NAME}(?: {NAME}){{0,2}})"
)
_SPAN = re.compile(rf"\b{NAME}(?:,? {NAME}|(?: (?:of|the|and|de|la|vs))+ {NAME})*")
_TRAVEL = re.compile(r"\b(?:from|to|in|at|near|around|leaving|into) (?:the )?$", re.IGNORECASE)
_NOT_NAMES = re.compile(
    rf"^(?:I|I'm|I'll|I've|I'd|Ok|OK|Okay|Yes|No|The|A|An|And|But|So|It|That|This|What|When|Where"
    rf"|Which|Who|How|Can|Could|Would|Will|Do|Does|Is|Are|Please|Thanks|Thank|Hello|Hi|Sure|My|We"
    rf"|You|Your|Yeah|Yup|Nah|Now|Let|There|Good|Great|Sounds|{MONTHS}|{WEEKDAYS}|AM|PM|Mr|Mrs|Ms"
    r"|(?:It|That|What|There|Here|Let|He|She)'s|\w+'(?:re|ll|ve|d|m|t))$",
    re.IGNORECASE,
)
LABELS = {"from": "From", "leaving": "From", "to": "To", "into": "To"}


def find_names(text: str) -> Iterator[Value]:
    """Those in `text`. A word that only begins a sentence counts if a name goes on after it."""
    introduced: list[tuple[int, int]] = []
    for match in _INTRODUCTION.finditer(text):
        if not _NOT_NAMES.match(match.group(1).split()[0]):
            introduced.append(match.span(1))
            yield Value("Name", match.group(1), *match.span(1))
    for match in _SPAN.finditer(text):
        start, end = match.span()
        words = match.group().split()
        while words and _NOT_NAMES.match(words[0].strip(",")):
            start += len(words[0]) + 1
            words.pop(0)
        begins_sentence = start == 0 or text[:start].rstrip()[-1:] in ".!?"
        if not words or (begins_sentence and len(words) == 1):
            continue
        if any(start < other_end and other_start < end for other_start, other_end in introduced):
            continue
        yield Value(_label(text[:start]), " ".join(words).rstrip(","), start, end)


def _label(before: str) -> str:
    match = _TRAVEL.search(before)
    word = match.group().split()[0].lower() if match else ""
    return LABELS.get(word, "Place" if word else MENTIONED)
