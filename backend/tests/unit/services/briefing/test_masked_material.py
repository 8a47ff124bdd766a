"""What was typed, or said before masking was switched on, reaches no writer either."""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.domain.briefing import Briefing, Fact
from warm_transfer.domain.sensitive import ALL_KINDS
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial, Handover, Standing
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


def test_what_was_written_before_and_what_agents_wrote_is_masked_too() -> None:
    written = Briefing(
        headline=f"Card {CARD}",
        reason=f"Pays by {CARD}",
        facts=(Fact("Card", CARD, "s1"),),
        done=(f"Ana took {CARD}",),
        open=(f"Charge {CARD}",),
        sentiment="neutral",
        language="en",
        source="local",
        covers_until=2.0,
    )
    handover = Handover(9.0, f"Ana {CARD}", f"Bea {CARD}", "completed", f"Pays by {CARD}")
    material = replace(
        MATERIAL,
        previous=written,
        standing=Standing(written, ("s1",)),
        handovers=(handover,),
    )
    masked = masked_material(material, ALL_KINDS)
    assert "4242 4242" not in repr(masked)
    assert masked.previous is not None
    assert masked.previous.facts == (Fact("Card", "[card ••4242]", "s1"),)
    assert masked.handovers[0].note == "Pays by [card ••4242]"


def test_without_kinds_nothing_is() -> None:
    assert masked_material(MATERIAL, frozenset()) == MATERIAL
