"""Which agents a call concerns: who may read what was said, and who is sent its events."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.db.models import Call, Participant, Transfer, TransferOffer
from warm_transfer.domain.actor import AgentActor, Role
from warm_transfer.domain.offers import OfferState
from warm_transfer.errors import Forbidden, NotFound


async def concerned_agents(session: AsyncSession, call_id: str) -> list[str]:
    """Agents in the call now or before, those who started a transfer of it, its open target, and
    whoever is rung for it.
    """
    in_call = select(Participant.agent_id).where(
        Participant.call_id == call_id, Participant.agent_id.is_not(None)
    )
    initiators = select(Transfer.initiator_id).where(Transfer.call_id == call_id)
    target = select(Transfer.target_agent_id).where(
        Transfer.call_id == call_id,
        Transfer.ended_at.is_(None),
        Transfer.target_agent_id.is_not(None),
    )
    rung = (
        select(TransferOffer.agent_id)
        .join(Transfer, Transfer.id == TransferOffer.transfer_id)
        .where(Transfer.call_id == call_id, TransferOffer.state == OfferState.RINGING)
    )
    agent_ids = await session.scalars(in_call.union(initiators, target, rung))
    return sorted(agent_id for agent_id in agent_ids if agent_id is not None)


async def get_call(session: AsyncSession, call_id: str) -> Call:
    call = await session.get(Call, call_id)
    if call is None:
        raise NotFound("There is no such call.", code="call_not_found")
    return call


async def require_reader(session: AsyncSession, actor: AgentActor, call_id: str) -> Call:
    """The call, if `actor` may read what was said in it."""
    call = await get_call(session, call_id)
    if actor.role is Role.AGENT and actor.id not in await concerned_agents(session, call_id):
        raise Forbidden("Only agents of this call can read it.", code="not_in_call")
    return call


async def require_editor(session: AsyncSession, actor: AgentActor, call_id: str) -> Call:
    """The call, if `actor` is in it now, or supervises."""
    call = await get_call(session, call_id)
    here = select(Participant.id).where(
        Participant.call_id == call_id,
        Participant.agent_id == actor.id,
        Participant.left_at.is_(None),
    )
    if actor.role is Role.AGENT and await session.scalar(here) is None:
        raise Forbidden("Only agents in this call can edit its briefing.", code="not_in_call")
    return call
