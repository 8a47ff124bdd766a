"""What was typed, or said before masking was switched on, reaches no writer either."""

from __future__ import annotations

from warm_transfer.domain.masking import ALL_KINDS
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.masked_material import masked_material

CARD = "4242 4242 4242 4242"
SEGMENT = Segment("s1", "caller-1", "caller", f"Ines {CARD}", f"It is {CARD}.", 0, 2)
MATERIAL = BriefingMaterial(f"Ines {CARD}", f"Card {CARD}", (SEGMENT,))


def test_names_topics_and_segments_are_masked() -> None:
    masked = masked_material(MATERIAL, ALL_KINDS)
    assert masked.caller_name == "Ines [card ••4242]"
    assert masked.topic == "Card [card ••4242]"
    (segment,) = masked.segments
    assert (segment.text, segment.speaker_name) == ("It is [card ••4242].", "Ines [card ••4242]")
    assert segment.id == SEGMENT.id


def test_without_kinds_nothing_is() -> None:
    assert masked_material(MATERIAL, frozenset()) == MATERIAL
