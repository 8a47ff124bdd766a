"""The facts of a call: values, names, answers to questions, and what else the caller asked about.

Pure. Each is linked to the segment that said it, in the words that were said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warm_transfer.domain.briefing import Fact
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.names import LABELS, find_names
from warm_transfer.services.briefing.sentences import (
    is_question,
    is_request,
    is_wish,
    split_sentences,
    without_politeness,
)
from warm_transfer.services.briefing.values import Value, find_values
from warm_transfer.services.briefing.words import ASKED_ABOUT, content, content_phrases

MAX_ANSWER_WORDS = 5

# Whoever takes over needs these most. What is not listed comes after them.
PRIORITY = ("Name", "Amount", "E-mail", "Phone", "Date", "Time", "From", "To", "Place", "How many")
AGENTS_FACTS = frozenset({"Amount"})  # what only an agent said, and still matters

_QUESTION = re.compile(
    r"\b(how (?:many|much|long|old)(?: \w+)?|what(?: kind of| type of)? \w+|which \w+"
    r"|where|when|who)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"^(?:yes|yeah|yep|no|nope|ok|okay|sure|correct|right|fine|perfect|great|thanks|thank you"
    r"|please|that|sounds|bye|goodbye|hello|hi|exactly|alright|all right|awesome|not|nothing|it"
    r"|cool|good|i)\b",
    re.IGNORECASE,
)


# "To Vancouver BC", when nothing else was said.
_DIRECTION = re.compile(r"(from|to) ([a-z'-]+(?: [a-z'-]+)*)$", re.IGNORECASE)
_PLEASE = re.compile(r",? (?:please|thanks?|thank you)$", re.IGNORECASE)
_FAREWELL = re.compile(
    r"\b(?:that's all|that is all|thanks?|thank you|bye|goodbye)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Found:
    """A fact, with how much it matters: lower is more."""

    fact: Fact
    rank: int
    start_s: float


def find_facts(segments: Sequence[Segment]) -> list[Found]:
    """Oldest first. What is said again is taken where it was said last."""
    found: dict[str, Found] = {}
    asked = ""
    for segment in segments:
        for value in _values(segment, asked):
            key = _plain(value.text)
            if not key or any(key != other and _within(key, other) for other in found):
                continue
            for other in [other for other in found if _within(other, key)]:
                del found[other]
            fact = Fact(value.label, value.text, segment.id)
            found[key] = Found(fact, _rank(value.label, segment), segment.start_s)
        if segment.speaker_kind == "agent":
            asked = next((s for s in split_sentences(segment.text)[::-1] if s.endswith("?")), "")
    return sorted(found.values(), key=lambda each: each.start_s)


def _values(segment: Segment, asked: str) -> Iterator[Value]:
    values = list(find_values(segment.text, asked))
    if segment.speaker_kind == "agent":
        yield from (v for v in values if v.label in AGENTS_FACTS or v.label.endswith("number"))
        return
    yield from values
    names = [name for name in find_names(segment.text, asked) if not _overlaps(name, values)]
    yield from names
    answer = None if values or names else _answer(segment.text, asked)
    if answer is not None:
        yield answer
    else:
        told = _plain(" ; ".join(value.text for value in (*values, *names)))
        yield from (v for v in _asked_about(segment.text) if not _shares(_plain(v.text), told))


def _answer(text: str, asked: str) -> Value | None:
    """A few words after a question are its answer: "How many days?" "Two." """
    answer = _PLEASE.sub("", without_politeness(text.strip()).rstrip(" .!,"))
    if len(answer.split()) > MAX_ANSWER_WORDS or answer.endswith("?"):
        return None
    place = _DIRECTION.match(answer)
    if place is not None and content(place.group(2)) == len(place.group(2).split()):
        return Value(LABELS[place.group(1).lower()], place.group(2), 0, len(text))
    question = _QUESTION.search(asked)
    if question is None or _YES_OR_NO.match(answer):
        return None
    label = question.group(1)
    return Value(label[:1].upper() + label[1:].lower(), answer, 0, len(text))


def _asked_about(text: str) -> Iterator[Value]:
    """What the caller asked or wished for, with the small words left out."""
    for sentence in split_sentences(text):
        if is_question(sentence) and not is_wish(sentence):
            continue  # answered at once, or else among what is open
        if (is_request(sentence) or is_wish(sentence)) and not _FAREWELL.search(sentence):
            for phrase in content_phrases(without_politeness(sentence)):
                yield Value(ASKED_ABOUT, phrase, 0, 0)


def _rank(label: str, segment: Segment) -> int:
    if segment.speaker_kind == "agent":
        return len(PRIORITY) + 2
    if label.endswith(("number", "Number")) or label in {"Card", "Postcode", "Flight"}:
        return 1
    if label in PRIORITY:
        return PRIORITY.index(label)
    return len(PRIORITY) + 1 if label == ASKED_ABOUT else len(PRIORITY)


def _overlaps(value: Value, others: Sequence[Value]) -> bool:
    return any(value.start < other.end and other.start < value.end for other in others)


def _within(inner: str, outer: str) -> bool:
    return f" {inner} " in f" {outer} "


def _shares(phrase: str, told: str) -> bool:
    return any(_within(word, told) for word in phrase.split())


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w$€£@']+", text.lower()))
