"""What of a language model's answer may go into a briefing. Pure.

A model may be wrong, and may do what somebody in the call tells it to. So nothing is believed:
- a fact names a turn that was in the request and whose words contain its value;
- a number in a sentence was said in the call;
- what was done is taken from an agent's turn alone, and an open point is closed by one alone;
- a claim of status stands only if an agent stated it, in much the same words (claims.py);
- whatever is made to steer a language model is left out, and a line that says little else than
  the words around it as well;
- numbers and names that local reading finds and the model has left out are put back, and what
  was done and is open if the model tells nothing of it;
- everything is of a bounded length, on one line, without control characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from pydantic import BaseModel, ValidationError

from warm_transfer.domain.briefing import Briefing, Fact, Sentiment
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.claims import (
    REMEMBERED,
    claims_in,
    claims_stated,
    is_instruction,
)
from warm_transfer.services.briefing.failures import WriterUnusable
from warm_transfer.services.briefing.local import write_briefing
from warm_transfer.services.briefing.prompt import LABELS, SENTIMENTS, plain
from warm_transfer.services.briefing.said import has_number, is_said, tokens_of
from warm_transfer.services.briefing.words import STOPWORDS

MAX_FACTS = 24  # of one answer
MAX_NOTES = 6
VALUE_CHARS = 80
LINE_CHARS = 240
HEADLINE_WORDS = 14
LINE_WORDS = 40
UNCLEAR = "Read the transcript"  # in place of a headline that must not stand
STEM = 5  # letters: "refund" and "refunded" are the same
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
    """What was checked. `left_out` are facts that the model has not given."""

    headline: str
    reason: str
    facts: tuple[NewFact, ...]
    left_out: tuple[Fact, ...]
    done: tuple[str, ...]
    open: tuple[str, ...]
    closed: tuple[str, ...]
    sentiment: Sentiment
    language: str


def check(
    answer: str,
    material: BriefingMaterial,
    so_far: Briefing | None,
    turns: Mapping[str, Segment],
) -> Revision:
    """Raises WriterUnusable when it has not the structure that was asked for."""
    given = _parse(answer)
    alone = replace(material, segments=tuple(turns.values()), previous=None, standing=None)
    return _Check(material, so_far, turns).revision(given, write_briefing(alone))


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
        self._claiming = [turn for turn in material.segments if claims_stated([turn])]
        self._speaker = {segment.id: segment.identity for segment in material.segments}
        self._steering = _steering_words(material)

    def revision(self, given: _Answer, reading: Briefing) -> Revision:
        checked = [self._fact(fact) for fact in given.facts[:MAX_FACTS]]
        facts = tuple(fact for fact in checked if fact is not None)
        earlier = self._so_far or reading
        language = given.language.strip()
        return Revision(
            headline=self._line(given.headline, HEADLINE_WORDS)
            or self._line(earlier.headline, HEADLINE_WORDS)
            or UNCLEAR,
            reason=self._line(given.reason, LINE_WORDS) or self._line(earlier.reason, LINE_WORDS),
            facts=facts,
            left_out=self._left_out(reading, [new.fact for new in facts]),
            done=self._notes(given.done, by_agent=True) or self._lines(reading.done, by_agent=True),
            open=self._notes(given.open, by_agent=False) or self._lines(reading.open),
            closed=self._closed(given.closed),
            sentiment=cast(
                Sentiment, given.sentiment if given.sentiment in SENTIMENTS else reading.sentiment
            ),
            language=language if _LANGUAGE.fullmatch(language) else earlier.language,
        )

    def _left_out(self, reading: Briefing, found: Sequence[Fact]) -> tuple[Fact, ...]:
        return tuple(
            fact
            for fact in reading.facts
            if (has_number(fact.value) or fact.label == "Name")
            and self._may_stand(fact.value)
            and not any(_says_as_much(other, fact) for other in found)
        )

    def _fact(self, given: _Fact) -> NewFact | None:
        turn = self._turns.get(given.segment)
        value = plain(given.value, VALUE_CHARS)
        if turn is None or not is_said(value, turn.text):
            return None
        if not self._may_stand(value) or not claims_in(value) <= claims_stated([turn]):
            return None
        if is_instruction(turn.text) and not has_number(value):
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
        texts: list[str] = []
        for note in notes[:MAX_NOTES]:
            turn = self._turns.get(note.segment)
            if turn is not None and (turn.speaker_kind == "agent" or not by_agent):
                texts.append(note.text)
        return self._lines(texts, by_agent=by_agent)

    def _lines(self, texts: Sequence[str], *, by_agent: bool = False) -> tuple[str, ...]:
        lines = [self._line(text, LINE_WORDS, by_agent=by_agent) for text in texts]
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
        if not self._may_stand(line) or self._is_steered(line):
            return ""
        return line if all(self._was_said(number, by_agent) for number in numbers) else ""

    def _may_stand(self, text: str) -> bool:
        if is_instruction(text):
            return False
        claims = claims_in(text)
        return not claims or any(
            claims <= claims_stated([turn]) and _retells(text, turn.text) for turn in self._claiming
        )

    def _is_steered(self, line: str) -> bool:
        """Whether most of what it says comes from words that were made to steer a model."""
        words = _telling_words(line)
        return bool(words) and 2 * len(words & self._steering) >= len(words)

    def _was_said(self, number: str, by_agent: bool) -> bool:
        if not by_agent and is_said(number, self._material.topic or ""):
            return True
        return any(
            is_said(number, segment.text)
            for segment in self._material.segments
            if segment.speaker_kind == "agent" or not by_agent
        )


def _retells(line: str, text: str) -> bool:
    """Whether half of what the line says is in the text, by the beginnings of words."""
    told = {word[:STEM] for word in _telling_words(line)}
    return 2 * len(told & {word[:STEM] for word in _telling_words(text)}) >= len(told)


def _says_as_much(other: Fact, fact: Fact) -> bool:
    """Both are of one turn, and every number, or else every word, of `fact` is in `other`."""
    words, others = set(tokens_of(fact.value)), set(tokens_of(other.value))
    numbers = {word for word in words if word[0].isdigit()}
    return other.segment_id == fact.segment_id and (numbers or words) <= others


def _steering_words(material: BriefingMaterial) -> frozenset[str]:
    """Words that come up nowhere but where somebody tries to steer a language model."""
    texts = [segment.text for segment in material.segments]
    texts += [material.caller_name, material.topic or ""]
    steering: set[str] = set()
    others: set[str] = set()
    for text in texts:
        (steering if is_instruction(text) else others).update(_telling_words(text))
    return frozenset(steering - others)


@lru_cache(REMEMBERED)
def _telling_words(text: str) -> frozenset[str]:
    return frozenset(word for word in tokens_of(text) if word not in STOPWORDS)
