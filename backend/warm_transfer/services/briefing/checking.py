"""What of a language model's answer may go into a briefing. Pure.

A model may be wrong, and may do what somebody in the call tells it to. So nothing is believed:
- a fact names a turn that was in the request and whose words contain its value;
- a number in a sentence was said in the call;
- what was done is taken from an agent's turn alone, and an open point is closed by one alone;
- a claim of status stands only if an agent stated it (claims.py);
- whatever is made to steer a language model is left out;
- everything is of a bounded length, on one line, without control characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel, ValidationError

from warm_transfer.domain.briefing import Briefing, Fact, Sentiment
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.claims import claims_in, claims_stated, is_instruction
from warm_transfer.services.briefing.failures import WriterUnusable
from warm_transfer.services.briefing.prompt import LABELS, SENTIMENTS, plain
from warm_transfer.services.briefing.said import is_said

MAX_FACTS = 24  # of one answer
MAX_NOTES = 6
VALUE_CHARS = 80
LINE_CHARS = 240
HEADLINE_WORDS = 14
LINE_WORDS = 40
OTHER_LABEL = "Detail"

_LABELS = {label.lower(): label for label in LABELS}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_NUMBER = re.compile(r"[$€£]?\d[\w.,:/-]*\w|[$€£]?\d|\S+@\S+")


class _Fact(BaseModel):
    label: str
    value: str
    segment: str
    replaces: str | None = None


class _Note(BaseModel):
    text: str
    segment: str


class _Closed(BaseModel):
    id: str
    segment: str


class _Answer(BaseModel):
    headline: str
    reason: str
    facts: list[_Fact]
    done: list[_Note]
    open: list[_Note]
    closed: list[_Closed] = []
    sentiment: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class NewFact:
    """`replaces` is the fact of the briefing so far that its speaker has corrected by this one."""

    fact: Fact
    replaces: Fact | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What was checked. An empty headline or reason, or no language: keep what there is."""

    headline: str
    reason: str
    facts: tuple[NewFact, ...]
    done: tuple[str, ...]
    open: tuple[str, ...]
    closed: tuple[str, ...]
    sentiment: Sentiment
    language: str | None


def check(
    answer: str,
    material: BriefingMaterial,
    so_far: Briefing | None,
    turns: Mapping[str, Segment],
) -> Revision:
    """Raises WriterUnusable when it has not the structure that was asked for."""
    given = _parse(answer)
    return _Check(material, so_far, turns).revision(given)


def _parse(answer: str) -> _Answer:
    """Models without a strict schema put words, or the marks of a code block, around it."""
    begin, end = answer.find("{"), answer.rfind("}") + 1
    try:
        return _Answer.model_validate(json.loads(answer[begin:end]))
    except (ValidationError, ValueError, RecursionError) as e:
        raise WriterUnusable(
            f"The model's answer is no briefing ({type(e).__name__}). Try another BRIEFING_MODEL."
        ) from None  # what it says in it may be words of the call


class _Check:
    def __init__(
        self,
        material: BriefingMaterial,
        so_far: Briefing | None,
        turns: Mapping[str, Segment],
    ) -> None:
        self._material = material
        self._so_far = so_far
        self._turns = turns
        self._stated = claims_stated(material.segments)
        self._speaker = {segment.id: segment.identity for segment in material.segments}

    def revision(self, given: _Answer) -> Revision:
        facts = [self._fact(fact) for fact in given.facts[:MAX_FACTS]]
        language = given.language.strip()
        return Revision(
            headline=self._line(given.headline, HEADLINE_WORDS),
            reason=self._line(given.reason, LINE_WORDS),
            facts=tuple(fact for fact in facts if fact is not None),
            done=self._notes(given.done, by_agent=True),
            open=self._notes(given.open, by_agent=False),
            closed=self._closed(given.closed),
            sentiment=cast(
                Sentiment, given.sentiment if given.sentiment in SENTIMENTS else "neutral"
            ),
            language=language if _LANGUAGE.fullmatch(language) else None,
        )

    def _fact(self, given: _Fact) -> NewFact | None:
        turn = self._turns.get(given.segment)
        value = plain(given.value, VALUE_CHARS)
        if turn is None or not is_said(value, turn.text):
            return None
        if is_instruction(value) or not self._is_backed(value):
            return None
        label = _LABELS.get(given.label.strip().lower(), OTHER_LABEL)
        return NewFact(Fact(label, value, turn.id), self._replaced(given.replaces, label, turn))

    def _replaced(self, name: str | None, label: str, turn: Segment) -> Fact | None:
        """A speaker may correct what they said themselves, and nothing else."""
        known = self._so_far.facts if self._so_far else ()
        old = {f"f{number}": fact for number, fact in enumerate(known, start=1)}.get(name or "")
        if old is None or old.label != label or old.segment_id is None:
            return None
        return old if self._speaker.get(old.segment_id) == turn.identity else None

    def _notes(self, notes: Sequence[_Note], *, by_agent: bool) -> tuple[str, ...]:
        lines: list[str] = []
        for note in notes[:MAX_NOTES]:
            turn = self._turns.get(note.segment)
            if turn is None or (by_agent and turn.speaker_kind != "agent"):
                continue
            lines.append(self._line(note.text, LINE_WORDS, by_agent=by_agent))
        return tuple(line for line in lines if line)

    def _closed(self, closed: Sequence[_Closed]) -> tuple[str, ...]:
        points = self._so_far.open if self._so_far else ()
        names = {f"o{number}": point for number, point in enumerate(points, start=1)}
        by_agents = {name for name, turn in self._turns.items() if turn.speaker_kind == "agent"}
        return tuple(
            names[each.id] for each in closed if each.id in names and each.segment in by_agents
        )

    def _line(self, text: str, max_words: int, *, by_agent: bool = False) -> str:
        """Empty when it says what it must not say."""
        words = plain(text, LINE_CHARS).split()
        line = " ".join(words[:max_words])
        numbers = [match.group().rstrip(".,:/-") for match in _NUMBER.finditer(line)]
        if is_instruction(line) or not self._is_backed(line):
            return ""
        return line if all(self._was_said(number, by_agent) for number in numbers) else ""

    def _is_backed(self, text: str) -> bool:
        return claims_in(text) <= self._stated

    def _was_said(self, number: str, by_agent: bool) -> bool:
        if not by_agent and is_said(number, self._material.topic or ""):
            return True
        return any(
            is_said(number, segment.text)
            for segment in self._material.segments
            if segment.speaker_kind == "agent" or not by_agent
        )
