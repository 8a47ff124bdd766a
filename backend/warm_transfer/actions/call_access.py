"""Which agents a call concerns: who may read what was said, and who is sent its events."""

from __future__ import annotations

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.db.models import Call, Participant, Transfer, TransferOffer
from warm_transfer.domain.actor import AgentActor, Role
from warm_transfer.domain.offers import OfferState
from warm_transfer.errors import Forbidden, NotFound

_RUNG = select().join_from(TransferOffer, Transfer, Transfer.id == TransferOffer.transfer_id)
# Agents in the call now or before, those who started a transfer of it, its open target, and
# whoever is rung for it: where to look, with the columns of call and agent.
_CONCERNED = (
    (select().where(Participant.agent_id.is_not(None)), Participant.call_id, Participant.agent_id),
    (select(), Transfer.call_id, Transfer.initiator_id),
    (
        select().where(Transfer.ended_at.is_(None), Transfer.target_agent_id.is_not(None)),
        Transfer.call_id,
        Transfer.target_agent_id,
    ),
    (
        _RUNG.where(TransferOffer.state == OfferState.RINGING),
        Transfer.call_id,
        TransferOffer.agent_id,
    ),
)


async def concerned_agents(session: AsyncSession, call_id: str) -> list[str]:
    """Who may read what is said in a call, and is sent its events."""
    found = union(
        *(rows.add_columns(agent).where(call == call_id) for rows, call, agent in _CONCERNED)
    )
    return sorted(agent_id for (agent_id,) in await session.execute(found))


def calls_concerning(agent_id: str) -> CompoundSelect[tuple[str]]:
    """The ids of the calls among whose `concerned_agents` an agent is."""
    return union(
        *(rows.add_columns(call).where(agent == agent_id) for rows, call, agent in _CONCERNED)
    )


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
