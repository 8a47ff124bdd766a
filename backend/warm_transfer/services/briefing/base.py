"""What every briefing writer offers, however it writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from warm_transfer.domain.briefing import Briefing
from warm_transfer.domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class BriefingMaterial:
    """What is known of a call: data to write from, never instructions.

    `previous` is the briefing written before, so that a writer may go on from where that one
    ends (`covers_until`) instead of reading everything again.
    """

    caller_name: str
    topic: str | None
    segments: tuple[Segment, ...]
    previous: Briefing | None = None


class BriefingWriter(Protocol):
    @property
    def source(self) -> str:
        """The name that goes into `Briefing.source`."""
        ...

    async def write(self, material: BriefingMaterial) -> Briefing:
        """Write from the final segments so far, which may be none at all."""
        ...
