"""What an agent who has clicked Transfer gets: the standing briefing and the turns since.

No language model is asked: the turns since are read locally, which takes milliseconds.
"""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.domain.briefing import Briefing
from warm_transfer.services.briefing.base import BriefingMaterial, BriefingWriter, Standing
from warm_transfer.services.briefing.merging import with_handovers, with_turns_since
from warm_transfer.services.briefing.rolling import unread

MANY_TURNS = 50  # have their questions among them
CONTEXT_TURNS = 2  # what an answer answers was asked in them


class AtOnceWriter:
    """`local` reads the whole call while no language model has written anything."""

    def __init__(self, local: BriefingWriter) -> None:
        self._local = local

    @property
    def source(self) -> str:
        return self._local.source

    async def write(self, material: BriefingMaterial) -> Briefing:
        standing = material.standing
        if standing is None:
            briefing = await self._local.write(material)
        else:
            briefing = await self._catch_up(material, standing)
        return with_handovers(briefing, material.handovers)

    async def _catch_up(self, material: BriefingMaterial, standing: Standing) -> Briefing:
        turns = unread(material.segments, standing)
        if not turns:
            return standing.briefing
        new = {turn.id for turn in turns}
        first = next(place for place, turn in enumerate(material.segments) if turn.id in new)
        context = material.segments[max(0, first - CONTEXT_TURNS) : first]
        alone = replace(material, segments=turns, previous=None, standing=None)
        reading = await self._local.write(alone)
        if len(turns) > MANY_TURNS:
            return with_turns_since(standing.briefing, reading, reading.facts)
        in_context = await self._local.write(replace(alone, segments=(*context, *turns)))
        facts = [fact for fact in in_context.facts if fact.segment_id in new]
        return with_turns_since(standing.briefing, reading, facts)
