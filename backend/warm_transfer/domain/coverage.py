"""Which stretches of a call nobody listened to, though they were to be transcribed.

Pure. Seconds count from the call's start. What call workers report is taken in any order: a
report that comes late fills the gap that was marked without it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

TOLERANCE_S = 2.0  # to enter a call or its next room takes a worker less; it costs a word or two
JITTER_S = 1.0  # reports of one stay differ by how long each was under way


@dataclass(frozen=True, slots=True)
class Gap:
    """`end_s` is None while it goes on."""

    start_s: float
    end_s: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every second before `until_s` was listened to, or is in one of the gaps."""

    until_s: float
    gaps: tuple[Gap, ...] = ()

    @property
    def is_abandoned(self) -> bool:
        return any(gap.end_s is None for gap in self.gaps)


def listened(coverage: Coverage, since_s: float, until_s: float, *, still: bool) -> Coverage:
    """Somebody listened from `since_s` to `until_s` without a break; `still`: and goes on."""
    gaps = [part for gap in coverage.gaps for part in _outside(gap, since_s, until_s, still=still)]
    if not coverage.is_abandoned and since_s - coverage.until_s > TOLERANCE_S:
        gaps.append(Gap(coverage.until_s, since_s))
    return Coverage(max(coverage.until_s, until_s), tuple(gaps))


def abandoned(coverage: Coverage) -> Coverage:
    """Nobody listens any more."""
    if coverage.is_abandoned:
        return coverage
    return replace(coverage, gaps=(*coverage.gaps, Gap(coverage.until_s, None)))


def ended(coverage: Coverage, end_s: float) -> Coverage:
    """The call is over, and what was heard of it has been reported."""
    gaps = abandoned(coverage).gaps
    closed = (replace(gap, end_s=end_s) if gap.end_s is None else gap for gap in gaps)
    return Coverage(end_s, tuple(gap for gap in closed if matters(gap)))


def _outside(gap: Gap, since_s: float, until_s: float, *, still: bool) -> list[Gap]:
    """What is left of a gap."""
    if gap.end_s is not None and min(gap.end_s, until_s) - max(gap.start_s, since_s) < JITTER_S:
        return [gap]
    parts = [Gap(gap.start_s, since_s if gap.end_s is None else min(gap.end_s, since_s))]
    if gap.end_s is not None or not still:
        parts.append(Gap(max(gap.start_s, until_s), gap.end_s))
    return [part for part in parts if matters(part)]


def matters(gap: Gap) -> bool:
    return gap.end_s is None or gap.end_s - gap.start_s > TOLERANCE_S
