"""What every briefing writer offers, however it writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from warm_transfer.domain.briefing import Briefing
from warm_transfer.domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class Handover:
    """One agent has tried to hand the call to another, `at_s` after the call's start.

    `outcome` is a transfer's. `note` is what the first one wrote for the other, if they did.
    """

    at_s: float
    from_name: str
    to_name: str
    outcome: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What was written of a call, and which segments were read for it.

    All segments that end by `briefing.covers_until` are read, but those that end shortly before
    it may have been reported late: of these, `recent` names the ones that were read (rolling.py).
    """

    briefing: Briefing
    recent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefingMaterial:
    """What is known of a call: data to write from, never instructions.

    `previous` is the briefing that agents see now. A writer goes on from `standing` instead of
    reading everything again; what was read for it need not be among the segments.
    """

    caller_name: str
    topic: str | None
    segments: tuple[Segment, ...]
    previous: Briefing | None = None
    standing: Standing | None = None
    handovers: tuple[Handover, ...] = ()


class BriefingWriter(Protocol):
    @property
    def source(self) -> str:
        """The name that goes into `Briefing.source`."""
        ...

    async def write(self, material: BriefingMaterial) -> Briefing:
        """Write from the final segments so far, which may be none at all.

        Raises WriterFailed when nothing could be written.
        """
        ...
