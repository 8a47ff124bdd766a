"""Writes a briefing from the transcript alone: no key, no weights, no download."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from warm_transfer.domain.briefing import NOTHING_SAID, Briefing, Fact, Sentiment, render
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.conversation import Conversation, Said
from warm_transfer.services.briefing.facts import Found, find_facts
from warm_transfer.services.briefing.sentences import mood
from warm_transfer.services.briefing.words import ASKED_ABOUT, MENTIONED

LOCAL_SOURCE = "local"
MAX_WORDS = 80  # what one reads while a call rings
LATELY = 4  # the caller's last sentences tell the mood


@dataclass(frozen=True, slots=True)
class Room:
    """For how many sentences there is room, and for how many words of each."""

    words: int
    reasons: int
    notes: int  # of what is done, and as many of what is open


# The first that leaves room for all facts is taken, else the last.
ROOMS = (Room(16, 2, 2), Room(14, 2, 1), Room(12, 1, 1), Room(12, 0, 1))


class LocalBriefingWriter:
    source = LOCAL_SOURCE

    async def write(self, material: BriefingMaterial) -> Briefing:
        """In a thread of its own: a long call takes longer than an event loop may pause."""
        return await asyncio.to_thread(write_briefing, material)


def write_briefing(material: BriefingMaterial) -> Briefing:
    """Pure: the same transcript gives the same briefing, in at most `MAX_WORDS` words."""
    conversation = Conversation(material.segments)
    found = find_facts(material.segments)
    briefing = _draft(conversation, material, ROOMS[0])
    for room in ROOMS:
        draft = _draft(conversation, material, room)
        worth = _worth_telling(draft, found)
        briefing = replace(draft, facts=_fitting(draft, worth))
        if len(briefing.facts) == len(worth):
            break
    return briefing


def _draft(conversation: Conversation, material: BriefingMaterial, room: Room) -> Briefing:
    """All but the facts."""
    main = conversation.main
    told = [main, *conversation.beside] if material.topic and main else conversation.beside
    reasons = sorted(told[: room.reasons], key=lambda said: said.number)
    return Briefing(
        headline=material.topic or (main.told(room.words) if main else NOTHING_SAID),
        reason=". ".join(said.told(room.words) for said in reasons),
        facts=(),
        done=_last(conversation.done, room),
        open=_last(conversation.open, room),
        sentiment=_sentiment(conversation),
        language="en",
        source=LOCAL_SOURCE,
        covers_until=max((segment.end_s for segment in material.segments), default=0.0),
    )


def _last(said: Sequence[Said], room: Room) -> tuple[str, ...]:
    return tuple(each.told(room.words, says=each.by_caller) for each in said[-room.notes :])


def _sentiment(conversation: Conversation) -> Sentiment:
    score = mood([said.sentence for said in conversation.by_caller[-LATELY:]])
    return "positive" if score > 0 else "negative" if score < 0 else "neutral"


def _worth_telling(draft: Briefing, found: Sequence[Found]) -> list[Found]:
    """What was only mentioned or asked about need not be told twice."""
    told = render(draft).lower()
    return [
        each
        for each in found
        if each.fact.label not in {MENTIONED, ASKED_ABOUT} or each.fact.value.lower() not in told
    ]


def _fitting(draft: Briefing, worth: Sequence[Found]) -> tuple[Fact, ...]:
    """As many as the words allow: by what matters most, then the latest; shown as they came."""
    chosen: list[Fact] = []
    for each in sorted(worth, key=lambda each: (each.rank, -each.start_s)):
        attempt = replace(draft, facts=(*chosen, each.fact))
        if len(render(attempt).split()) <= MAX_WORDS:
            chosen.append(each.fact)
    return tuple(each.fact for each in worth if each.fact in chosen)
