"""Pronouns of two people who talk, as a third person would say them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warm_transfer.services.briefing.verbs import after_a_name


@dataclass(frozen=True, slots=True)
class People:
    """Names for who speaks and who is spoken to."""

    speaker: str
    listener: str


_NOTHING_TO_GET = re.compile(r"\b(find|get|give|show|tell|send|book|bring|buy|pass) me\b", re.I)
# "you" before what is surely its verb, which changes with it: "if you like", "that you have paid".
_YOU_DO = re.compile(
    r"(?<!do )(?<!did )\byou(?='(?:re|ve|ll|d)\b"
    r"| (?:(?:already|also|still|really|ever|just) )?"
    r"(?:are|aren't|were|weren't|have|haven't|do|don't|need|want|like|know)\b)(['\w ]*)"
    r"|(?<=\b(?:if|as) )you\b(?!')([\w ]*)",
    re.I,
)
_YOURS = re.compile(r"\byours?\b", re.I)
_YOU = re.compile(r"\byou\b", re.I)
_THE_REST = tuple(
    (re.compile(pattern, re.I), replacement)
    for pattern, replacement in (
        (r"\b(?:myself|ourselves|yourself)\b", "themselves"),
        (r"\bmine\b|\bours\b", "theirs"),
        (r"\bmy\b|\bour\b", "their"),
        (r"\bme\b|\bus\b", "them"),
        (r"\b(?:i|we)(?: a|')(?:m|re)\b", "they are"),
        (r"\bi was\b", "they were"),
        (r"\b(?:i|we)\b", "they"),
    )
)


def about(text: str, people: People) -> str:
    """Who is spoken to by name, the speaker as "they", who has been named before it."""
    text = _NOTHING_TO_GET.sub(r"\1", text)
    for pattern, replacement in _THE_REST:
        text = pattern.sub(replacement, text)
    # Names last, so that nobody's is changed: there are people called My.
    text = _YOU_DO.sub(lambda m: people.listener + after_a_name(m[1] or m[2] or ""), text)
    text = _YOURS.sub(lambda _: f"{people.listener}'s", text)
    return _YOU.sub(lambda _: people.listener, text)
