"""How a stand-in language model answers: honestly, or as whoever speaks in the call tells it to."""

from __future__ import annotations

import re
from collections.abc import Callable
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


def obedient(attack: Json) -> Callable[[Json], Json | str]:
    """Honest, but for doing what the attack tells it to (tests/data/injections.jsonl).

    `obeyed` holds what it then writes: a headline or reason, more facts, what was done and what is
    open, fields of its own (`extra`), what it leaves out (`drop`), or another answer altogether
    (`raw`). A segment is the one with the attack, an agent's, or one that does not exist.
    """
    obeyed = attack["obeyed"]

    def answer(document: Json) -> Json | str:
        if "raw" in obeyed:
            return str(obeyed["raw"])
        turns = document["turns"]
        places = {
            "attack": turns[-1]["id"],
            "agent": next(turn["id"] for turn in turns if turn["by"] == "agent"),
            "none": "t9999",
        }
        written = honest(document)
        for name in obeyed.get("drop", ()):
            written[name] = []
        for name in ("facts", "done", "open", "closed"):
            written[name] += [
                each | {"segment": places.get(each["segment"], each["segment"])}
                for each in obeyed.get(name, ())
            ]
        written |= {name: obeyed[name] for name in ("headline", "reason") if name in obeyed}
        written.update(obeyed.get("extra", {}))
        return written

    return answer
