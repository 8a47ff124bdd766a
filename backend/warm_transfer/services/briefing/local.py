"""Writes a briefing from the transcript alone: no key, no weights, no download."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from warm_transfer.domain.briefing import NOTHING_SAID, Briefing, Fact, Sentiment, render
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.facts import find_facts
from warm_transfer.services.briefing.sentences import (
    in_third_person,
    is_promise,
    is_request,
    mood,
    shorten,
    split_sentences,
    states_done,
    states_need,
    without_politeness,
)
from warm_transfer.services.briefing.words import ASKED_ABOUT, MENTIONED, content

LOCAL_SOURCE = "local"
MAX_WORDS = 80  # what one reads while a call rings
HEADLINE_WORDS = 9
REASON_WORDS = 14
NOTE_WORDS = 10
MAX_DONE = 2
MAX_OPEN = 2
LATELY = 4  # the caller's last sentences tell the mood


class LocalBriefingWriter:
    source = LOCAL_SOURCE

    async def write(self, material: BriefingMaterial) -> Briefing:
        """In a thread of its own: a long call takes longer than an event loop may pause."""
        return await asyncio.to_thread(write_briefing, material)


def write_briefing(material: BriefingMaterial) -> Briefing:
    """Pure: the same transcript gives the same briefing, in at most `MAX_WORDS` words."""
    segments = material.segments
    needs = _needs(segments)
    pending = _pending(segments)
    reasons = [need for need in (needs if material.topic else needs[1:]) if need not in pending]
    briefing = Briefing(
        headline=material.topic or (_headline(needs[0]) if needs else NOTHING_SAID),
        reason=shorten(max(reasons, key=content, default=""), REASON_WORDS),
        facts=(),
        done=_done(segments),
        open=tuple(_note(sentence) for sentence in pending[-MAX_OPEN:]),
        sentiment=_sentiment(segments),
        language="en",
        source=LOCAL_SOURCE,
        covers_until=max((segment.end_s for segment in segments), default=0.0),
    )
    return replace(briefing, facts=_fitting_facts(briefing, segments))


def _needs(segments: Sequence[Segment]) -> list[str]:
    """What the caller came for, in their order; the first words of any kind if nothing else."""
    said = [
        sentence
        for segment in segments
        if segment.speaker_kind == "caller"
        for sentence in split_sentences(segment.text)
        if len(without_politeness(sentence).split()) > 2
    ]
    return [each for each in said if states_need(each) and content(each) > 1] or said[:1]


def _headline(need: str) -> str:
    return shorten(in_third_person(need), HEADLINE_WORDS)


def _done(segments: Sequence[Segment]) -> tuple[str, ...]:
    return tuple(
        shorten(sentence, NOTE_WORDS)
        for segment in segments
        if segment.speaker_kind == "agent"
        for sentence in split_sentences(segment.text)
        if states_done(sentence)
    )[-MAX_DONE:]


def _pending(segments: Sequence[Segment]) -> list[str]:
    """Promises, and requests to which no agent has said that it was done."""
    pending: list[str] = []
    for segment in segments:
        by_agent = segment.speaker_kind == "agent"
        for sentence in split_sentences(segment.text):
            if by_agent and states_done(sentence):
                pending.clear()
            elif is_promise(sentence) if by_agent else is_request(sentence):
                pending.append(sentence)
    return pending


def _note(sentence: str) -> str:
    return shorten(sentence if is_promise(sentence) else in_third_person(sentence), NOTE_WORDS)


def _sentiment(segments: Sequence[Segment]) -> Sentiment:
    said = [
        sentence
        for segment in segments
        if segment.speaker_kind == "caller"
        for sentence in split_sentences(segment.text)
    ]
    score = mood(said[-LATELY:])
    return "positive" if score > 0 else "negative" if score < 0 else "neutral"


def _fitting_facts(briefing: Briefing, segments: Sequence[Segment]) -> tuple[Fact, ...]:
    """As many as the words allow: by what matters most, then the latest; shown as they came."""
    told = render(briefing).lower()
    found = [
        each
        for each in find_facts(segments)
        if each.fact.label not in {MENTIONED, ASKED_ABOUT} or each.fact.value.lower() not in told
    ]
    chosen: list[Fact] = []
    for each in sorted(found, key=lambda each: (each.rank, -each.start_s)):
        attempt = replace(briefing, facts=(*chosen, each.fact))
        if len(render(attempt).split()) <= MAX_WORDS:
            chosen.append(each.fact)
    return tuple(each.fact for each in found if each.fact in chosen)
