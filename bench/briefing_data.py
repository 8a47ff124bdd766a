"""Conversations with what a briefing of them should say, from files of JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warm_transfer.domain.transcript import Segment, SpeakerKind
from warm_transfer.services.briefing.base import BriefingMaterial

SECONDS_A_TURN = 5.0
_TURN = re.compile(r"(#Person\d+#): (.*)")
_LOOSE_APOSTROPHE = re.compile(r"(?<=\w) ?['\u2019] ?(m|s|t|d|ll|re|ve)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """`facts` are the words the caller said for them; `references` are people's summaries."""

    turns: tuple[Segment, ...]
    facts: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        return " ".join(turn.text for turn in self.turns)

    @property
    def material(self) -> BriefingMaterial:
        """Without a topic: a writer has to say what the call is about by itself."""
        return BriefingMaterial(self.turns[0].speaker_name, None, self.turns)


def with_facts(path: Path) -> list[Conversation]:
    """Lines of `turns` ({speaker: caller or agent, text}) and `facts` (name → words said)."""
    return [
        Conversation(
            tuple(
                _segment(n, turn["speaker"], turn["speaker"].title(), turn["text"])
                for n, turn in enumerate(line["turns"])
            ),
            facts=tuple(line["facts"].values()),
        )
        for line in _lines(path)
    ]


def with_summaries(path: Path) -> list[Conversation]:
    """DialogSum: lines of `dialogue` and `summary`, or `summary1` … where there are several.

    Whoever speaks first is the caller. Apostrophes that stand alone are put back ("haven ' t").
    """
    return [
        Conversation(
            tuple(_dialogsum_turns(line["dialogue"])),
            references=tuple(text for key, text in line.items() if key.startswith("summary")),
        )
        for line in _lines(path)
    ]


def _dialogsum_turns(dialogue: str) -> Iterator[Segment]:
    said = [match.groups() for match in _TURN.finditer(dialogue)]
    for n, (name, text) in enumerate(said):
        kind: SpeakerKind = "caller" if name == said[0][0] else "agent"
        whole = _LOOSE_APOSTROPHE.sub(lambda match: f"'{match.group(1).lower()}", text)
        yield _segment(n, kind, name, whole)


def _segment(number: int, kind: SpeakerKind, name: str, text: str) -> Segment:
    start_s = number * SECONDS_A_TURN
    return Segment(f"s{number}", name, kind, name, text, start_s, start_s + SECONDS_A_TURN - 1)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())
