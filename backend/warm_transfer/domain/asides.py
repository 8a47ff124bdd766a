"""Stretches of a call in which its own room was not the one to listen to.

Pure. In a consult that is the destination, where the agents talk; while the caller is just on
hold it is none, and then nothing is missing either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from warm_transfer.domain.coverage import Gap, matters


@dataclass(frozen=True, slots=True)
class Aside:
    """`room_name` was to be listened to, None: nothing. `end_s` is None while it goes on."""

    start_s: float
    end_s: float | None
    room_name: str | None


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody listened without a break. `still`: and goes on, where it is to be."""

    since_s: float
    until_s: float
    still: bool


def up_to_date(asides: tuple[Aside, ...], current: Aside | None, now_s: float) -> tuple[Aside, ...]:
    """`current` is the aside that goes on now, from when it may have begun at the earliest."""
    if asides and asides[-1].end_s is None:
        *over, last = asides
        if current is not None and current.room_name == last.room_name:
            return asides
        asides = (*over, replace(last, end_s=now_s))
    if current is None:
        return asides
    last_end_s = (asides[-1].end_s or 0.0) if asides else 0.0
    return (*asides, replace(current, start_s=max(current.start_s, last_end_s)))


def that_counts(stay: Stay, room_name: str, calls_room: str, asides: Sequence[Aside]) -> list[Stay]:
    """The parts of a stay in which its room was the one to listen to, oldest first."""
    parts = []
    if room_name == calls_room:
        since_s, still = stay.since_s, stay.still
        for aside in asides:
            if aside.room_name in (None, room_name):
                continue
            parts.append(Stay(since_s, min(stay.until_s, aside.start_s), still=False))
            since_s = max(since_s, _end(aside))
        parts.append(Stay(since_s, stay.until_s, still))
    else:
        for aside in asides:
            if aside.room_name == room_name:
                since_s, until_s = max(stay.since_s, aside.start_s), min(stay.until_s, _end(aside))
                parts.append(Stay(since_s, until_s, still=stay.still and aside.end_s is None))
    return [part for part in parts if part.until_s >= part.since_s]


def missing(gaps: Sequence[Gap], asides: Sequence[Aside]) -> tuple[Gap, ...]:
    """What of the gaps was to be heard."""
    for aside in asides:
        if aside.room_name is None:
            gaps = [part for gap in gaps for part in _outside(gap, aside)]
    return tuple(gaps)


def _outside(gap: Gap, aside: Aside) -> list[Gap]:
    gap_end_s = math.inf if gap.end_s is None else gap.end_s
    if min(gap_end_s, _end(aside)) <= max(gap.start_s, aside.start_s):
        return [gap]
    parts = [Gap(gap.start_s, aside.start_s)]
    if _end(aside) < gap_end_s:
        parts.append(Gap(_end(aside), gap.end_s))
    return [part for part in parts if matters(part)]


def _end(aside: Aside) -> float:
    return math.inf if aside.end_s is None else aside.end_s
