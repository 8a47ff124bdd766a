"""What a briefing is written from, with personal numbers hidden. Pure.

The call worker has hidden those that were said. This hides those that were typed, and those in
calls that were transcribed, and briefings that were written, before it was told to.
"""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.domain.briefing import Briefing
from warm_transfer.domain.masking import mask
from warm_transfer.domain.sensitive import MaskKind
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial, Handover, Standing


def masked_material(material: BriefingMaterial, kinds: frozenset[MaskKind]) -> BriefingMaterial:
    if not kinds:
        return material
    masks = _Masks(kinds)
    return BriefingMaterial(
        caller_name=masks.text(material.caller_name),
        topic=masks.text(material.topic) if material.topic else None,
        segments=tuple(masks.segment(segment) for segment in material.segments),
        previous=masks.briefing(material.previous) if material.previous else None,
        standing=masks.standing(material.standing) if material.standing else None,
        handovers=tuple(masks.handover(handover) for handover in material.handovers),
    )


class _Masks:
    def __init__(self, kinds: frozenset[MaskKind]) -> None:
        self._kinds = kinds

    def text(self, text: str) -> str:
        return mask(text, self._kinds)

    def segment(self, segment: Segment) -> Segment:
        speaker, text = self.text(segment.speaker_name), self.text(segment.text)
        return replace(segment, speaker_name=speaker, text=text)

    def standing(self, standing: Standing) -> Standing:
        return replace(standing, briefing=self.briefing(standing.briefing))

    def briefing(self, briefing: Briefing) -> Briefing:
        return replace(
            briefing,
            headline=self.text(briefing.headline),
            reason=self.text(briefing.reason),
            facts=tuple(replace(fact, value=self.text(fact.value)) for fact in briefing.facts),
            done=tuple(map(self.text, briefing.done)),
            open=tuple(map(self.text, briefing.open)),
        )

    def handover(self, handover: Handover) -> Handover:
        return replace(
            handover,
            from_name=self.text(handover.from_name),
            to_name=self.text(handover.to_name),
            note=self.text(handover.note) if handover.note else None,
        )
