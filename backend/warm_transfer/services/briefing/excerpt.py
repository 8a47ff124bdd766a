"""The last resort: what was said last, word for word, when no writer has written anything. Pure."""

from __future__ import annotations

from warm_transfer.domain.briefing import NOTHING_SAID, Briefing
from warm_transfer.services.briefing.base import BriefingMaterial

EXCERPT_SOURCE = "excerpt"
SAID_LAST = "What was said last"
TURNS = 4  # with so many words each, it is as long as what writers write
TURN_WORDS = 18


def excerpt(material: BriefingMaterial) -> Briefing:
    """`covers_until` is 0: whatever a writer comes up with later is better."""
    said = [
        f"{segment.speaker_name}: {_cut(segment.text)}" for segment in material.segments[-TURNS:]
    ]
    return Briefing(
        headline=material.topic or (SAID_LAST if said else NOTHING_SAID),
        reason=" / ".join(said),
        facts=(),
        done=(),
        open=(),
        sentiment="neutral",
        language="en",
        source=EXCERPT_SOURCE,
        covers_until=0.0,
    )


def _cut(text: str) -> str:
    words = text.split()
    return " ".join(words if len(words) <= TURN_WORDS else [*words[:TURN_WORDS], "…"])
