"""The life of a phone leg, as reports tell of it that may be late, repeated and out of order.

States only go forward, whatever order the reports of them come in, and `ended` sticks.
"""

from __future__ import annotations

from enum import StrEnum

from warm_transfer.domain.transfer import TransferEvent


class LegState(StrEnum):
    """In the order in which they come; some are skipped."""

    QUEUED = "queued"  # to be dialled, or the provider is about to
    RINGING = "ringing"
    ANSWERED = "answered"
    BRIEFING = "briefing"  # the target hears it, and is asked for a key
    ACCEPTED = "accepted"
    CONNECTED = "connected"  # LiveKit has the leg's sound
    ENDED = "ended"


class Ending(StrEnum):
    """How a leg ended, as far as the provider says."""

    HUNG_UP = "hung_up"  # after it was answered
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"  # before it was answered
    FAILED = "failed"


_ORDER = {state: place for place, state in enumerate(LegState)}
_WHAT_IT_MEANS = {
    Ending.HUNG_UP: TransferEvent.DECLINED,
    Ending.BUSY: TransferEvent.TARGET_BUSY,
    Ending.NO_ANSWER: TransferEvent.NOT_ANSWERED,
    Ending.CANCELLED: TransferEvent.NOT_ANSWERED,
    Ending.FAILED: TransferEvent.TARGET_FAILED,
}


def later_of(state: LegState, reported: LegState) -> LegState:
    """The state after a report, which may be an old one."""
    return max(state, reported, key=_ORDER.__getitem__)


def before(state: LegState, other: LegState) -> bool:
    return _ORDER[state] < _ORDER[other]


def unanswered(ending: Ending) -> TransferEvent:
    """What it means for a transfer that its leg ended before the target accepted."""
    return _WHAT_IT_MEANS[ending]
