"""Whom a transfer asks, and in which order. Pure.

Agents with the same position are asked at once and the first to accept has the call; those of
the next position are asked when nobody before them took it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from warm_transfer.domain.transfer import TransferEvent


class OfferState(StrEnum):
    WAITING = "waiting"  # to be asked later
    RINGING = "ringing"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"  # somebody else took it, or the transfer ended
    NOT_ASKED = "not_asked"  # could take no call when their turn came, or it never came


@dataclass(frozen=True, slots=True)
class Offer:
    agent_id: str
    position: int
    state: OfferState


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is to be rung now, and who is passed over."""

    ring: tuple[str, ...]
    pass_over: tuple[str, ...]


def next_turn(offers: Sequence[Offer], can_take: Collection[str]) -> Turn:
    """The next to ring among those who wait; nobody while somebody is still being rung."""
    if any(offer.state is OfferState.RINGING for offer in offers):
        return Turn((), ())
    waiting = [offer for offer in offers if offer.state is OfferState.WAITING]
    passed: list[str] = []
    for position in sorted({offer.position for offer in waiting}):
        turn = [offer.agent_id for offer in waiting if offer.position == position]
        ring = tuple(agent_id for agent_id in turn if agent_id in can_take)
        passed += [agent_id for agent_id in turn if agent_id not in can_take]
        if ring:
            return Turn(ring, tuple(passed))
    return Turn((), tuple(passed))


def settled(offer: Offer, event: TransferEvent, accepted_by: str | None) -> OfferState:
    """What becomes of an offer when the transfer is no longer offered."""
    if offer.state is OfferState.WAITING:
        return OfferState.NOT_ASKED
    if offer.state is not OfferState.RINGING:
        return offer.state
    if event in (TransferEvent.ACCEPTED, TransferEvent.CONSULT_ACCEPTED):
        taken = offer.agent_id == accepted_by
        return OfferState.ACCEPTED if taken else OfferState.WITHDRAWN
    if event is TransferEvent.EXPIRED:
        return OfferState.NO_ANSWER
    return OfferState.WITHDRAWN
