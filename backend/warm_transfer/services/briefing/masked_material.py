"""What a briefing is written from, with personal numbers hidden. Pure.

The call worker has hidden those that were said. This hides those that were typed, and those in
calls that were transcribed before it was told to.
"""

from __future__ import annotations

from dataclasses import replace

from warm_transfer.domain.masking import MaskKind, mask
from warm_transfer.services.briefing.base import BriefingMaterial


def masked_material(material: BriefingMaterial, kinds: frozenset[MaskKind]) -> BriefingMaterial:
    if not kinds:
        return material
    return replace(
        material,
        caller_name=mask(material.caller_name, kinds),
        topic=mask(material.topic, kinds) if material.topic else None,
        segments=tuple(
            replace(
                segment,
                text=mask(segment.text, kinds),
                speaker_name=mask(segment.speaker_name, kinds),
            )
            for segment in material.segments
        ),
    )
