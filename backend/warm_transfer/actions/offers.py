"""The agents whom a transfer asks: ringing them, and what becomes of each offer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.agents import presences_of
from warm_transfer.db.models import Call, Transfer, TransferOffer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.offers import Offer, OfferState, next_turn, settled
from warm_transfer.domain.transfer import TransferEvent

# Whoever is or was rung has seen what is offered.
HAS_SEEN = (
    OfferState.RINGING,
    OfferState.ACCEPTED,
    OfferState.DECLINED,
    OfferState.NO_ANSWER,
    OfferState.WITHDRAWN,
)


async def offers_of(session: AsyncSession, transfer_id: str) -> Sequence[TransferOffer]:
    """In the order in which they are asked."""
    rows = select(TransferOffer).where(TransferOffer.transfer_id == transfer_id)
    ordered = rows.order_by(TransferOffer.position, TransferOffer.agent_id)
    return (await session.scalars(ordered)).all()


async def is_rung(session: AsyncSession, transfer_id: str, agent_id: str) -> bool:
    offer = await session.get(TransferOffer, (transfer_id, agent_id))
    return offer is not None and offer.state == OfferState.RINGING


async def has_seen_offer(session: AsyncSession, transfer_id: str, agent_id: str) -> bool:
    offer = await session.get(TransferOffer, (transfer_id, agent_id))
    return offer is not None and offer.state in HAS_SEEN


async def rung_agents(session: AsyncSession, transfer_id: str) -> set[str]:
    return {
        offer.agent_id
        for offer in await offers_of(session, transfer_id)
        if offer.state == OfferState.RINGING
    }


async def being_asked(session: AsyncSession, agent_ids: Collection[str], now: datetime) -> set[str]:
    """Those of them who are rung: for an offer, or to take a call back."""
    offered = select(TransferOffer.agent_id).where(
        TransferOffer.agent_id.in_(agent_ids), TransferOffer.state == OfferState.RINGING
    )
    recalled = select(Call.recall_agent_id).where(
        Call.recall_agent_id.in_(agent_ids), Call.recall_until > now
    )
    rung = await session.scalars(offered.union(recalled))
    return {agent_id for agent_id in rung if agent_id is not None}


async def who_can_take_it(uow: UnitOfWork, agent_ids: Collection[str]) -> set[str]:
    """Those who are available and not being asked to take another call."""
    presences = await presences_of(uow.session, agent_ids, uow.now)
    asked = await being_asked(uow.session, agent_ids, uow.now)
    return {
        agent_id
        for agent_id, presence in presences.items()
        if presence == "available" and agent_id not in asked
    }


async def ring_next(uow: UnitOfWork, transfer: Transfer) -> bool:
    """Ring whose turn it is. False when nobody is left who could take the call."""
    rows = {row.agent_id: row for row in await offers_of(uow.session, transfer.id)}
    while True:
        offers = [_offer(row) for row in rows.values()]
        waiting = [offer.agent_id for offer in offers if offer.state is OfferState.WAITING]
        turn = next_turn(offers, await who_can_take_it(uow, waiting))
        for agent_id in turn.pass_over:
            rows[agent_id].state = OfferState.NOT_ASKED
        if not turn.ring:
            return any(offer.state is OfferState.RINGING for offer in offers)
        for agent_id in turn.ring:
            await _ring(uow.session, rows[agent_id])


async def decline_offer(uow: UnitOfWork, transfer: Transfer, agent_id: str) -> TransferEvent:
    """One agent says no. What that means for the transfer."""
    offer = await uow.session.get_one(TransferOffer, (transfer.id, agent_id))
    offer.state = OfferState.DECLINED
    await uow.session.flush()
    passed_on = await ring_next(uow, transfer)
    return TransferEvent.PASSED_ON if passed_on else TransferEvent.DECLINED


async def give_up_on_rung(uow: UnitOfWork, transfer: Transfer) -> TransferEvent:
    """Whoever is rung did not answer in time. What that means for the transfer."""
    for offer in await offers_of(uow.session, transfer.id):
        if offer.state == OfferState.RINGING:
            offer.state = OfferState.NO_ANSWER
    await uow.session.flush()
    passed_on = await ring_next(uow, transfer)
    return TransferEvent.PASSED_ON if passed_on else TransferEvent.EXPIRED


async def settle_offers(uow: UnitOfWork, transfer: Transfer, event: TransferEvent) -> None:
    """The transfer is no longer offered: nobody is rung any more."""
    for row in await offers_of(uow.session, transfer.id):
        row.state = settled(_offer(row), event, transfer.target_agent_id)
    await uow.session.flush()


async def _ring(session: AsyncSession, offer: TransferOffer) -> None:
    """The database allows one open offer per agent: the second of two at once is passed over."""
    try:
        async with session.begin_nested():
            offer.state = OfferState.RINGING
            await session.flush()
    except IntegrityError:
        await session.refresh(offer)
        offer.state = OfferState.NOT_ASKED


def _offer(row: TransferOffer) -> Offer:
    return Offer(row.agent_id, row.position, OfferState(row.state))
