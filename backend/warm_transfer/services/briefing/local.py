"""Writes a briefing from the transcript alone: no key, no weights, no download."""

from __future__ import annotations

import asyncio

from warm_transfer.domain.briefing import NOTHING_SAID, Briefing
from warm_transfer.services.briefing.base import BriefingMaterial

LOCAL_SOURCE = "local"


class LocalBriefingWriter:
    source = LOCAL_SOURCE

    async def write(self, material: BriefingMaterial) -> Briefing:
        """In a thread of its own: a long call takes longer than an event loop may pause."""
        return await asyncio.to_thread(write_briefing, material)


def write_briefing(material: BriefingMaterial) -> Briefing:
    """Pure: the same transcript gives the same briefing."""
    spoken = [segment.text for segment in material.segments if segment.speaker_kind == "caller"]
    return Briefing(
        headline=material.topic or (spoken[0] if spoken else NOTHING_SAID),
        reason=max(spoken, key=len, default=""),
        facts=(),
        done=(),
        open=(),
        sentiment="neutral",
        language="en",
        source=LOCAL_SOURCE,
        covers_until=max((segment.end_s for segment in material.segments), default=0.0),
    )
