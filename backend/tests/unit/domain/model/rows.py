"""What the database keeps of a call, as far as a transfer needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from warm_transfer.domain.offers import Offer, OfferState
from warm_transfer.domain.transfer import (
    INITIAL,
    Outcome,
    TransferMode,
    TransferState,
)

CALLER = "caller"
AGENTS = ("ana", "bea", "cem", "dan")
Kind = Literal["agent", "in_order", "at_once", "open"]
KINDS: tuple[Kind, ...] = ("agent", "in_order", "at_once", "open")


@dataclass
class Stay:
    room: str
    seen: bool = False  # LiveKit has reported them, with audio
    away: bool = False


@dataclass
class Transfer:
    mode: TransferMode
    kind: Kind
    initiator: str
    origin: str
    destination: str
    hands_over: bool
    target: str | None = None
    offers: list[Offer] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)
    state: TransferState = INITIAL.state
    outcome: Outcome | None = None
    deadline: int | None = None
    # Somebody has decided that the caller comes to the target: until then a consult is private.
    caller_may_come: bool = False
    # Said to be reverted while its destination was still there.
    left_open: bool = False

    @property
    def rung(self) -> list[str]:
        return [offer.agent_id for offer in self.offers if offer.state is OfferState.RINGING]
