"""How a stand-in language model answers: honestly, or as whoever speaks in the call tells it to."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

NUMBER = re.compile(r"[$€£]?\d[\w.,:-]*\w|\S+@\S+\w")
NAME = re.compile(r"\b(?:my name is|this is) ([A-Z]\w+(?: [A-Z]\w+)?)", re.IGNORECASE)
PROMISE = re.compile(r"\bI will\b|\bI'll\b", re.IGNORECASE)
DONE = re.compile(r"\bI have (?!not)|\bI've ", re.IGNORECASE)


def honest(document: Json) -> Json:
    """Reads the turns, and nothing but the turns."""
    so_far = document["briefing_so_far"]
    turns = document["turns"]
    callers = [turn for turn in turns if turn["by"] == "caller"]
    agents = [turn for turn in turns if turn["by"] == "agent"]
    first = callers[0]["said"] if callers else ""
    return {
        "headline": so_far["headline"] if so_far else " ".join(first.split()[:9]),
        "reason": so_far["reason"] if so_far else " ".join(first.split()[:25]),
        "facts": [fact for turn in callers for fact in _facts(turn)],
        "done": _notes(agents, DONE),
        "open": _notes(agents, PROMISE),
        "closed": [],
        "sentiment": "neutral",
        "language": "en",
    }


def _facts(turn: Json) -> list[Json]:
    numbers = [("Number", match.group()) for match in NUMBER.finditer(turn["said"])]
    names = [("Name", match.group(1)) for match in NAME.finditer(turn["said"])]
    return [
        {"label": label, "value": value, "segment": turn["id"], "replaces": None}
        for label, value in (*names, *numbers)
    ]


def _notes(turns: list[Json], pattern: re.Pattern[str]) -> list[Json]:
    return [
        {"text": turn["said"], "segment": turn["id"]}
        for turn in turns
        if pattern.search(turn["said"])
    ]
