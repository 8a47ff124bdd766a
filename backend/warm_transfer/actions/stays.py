"""Who is in a call. A stay begins with a token and ends by leaving, or by staying away."""

from __future__ import annotations

from uuid import uuid4

from warm_transfer.actions.agents import announce_presence
from warm_transfer.actions.announcements import announce_line
from warm_transfer.actions.call_rows import (
    AGENT,
    CALLER,
    PHONE,
    agent_identity,
    call_of_agent,
    stays_of,
)
from warm_transfer.actions.phone_dialling import leg_reached
from warm_transfer.actions.recalls import end_recall, recall
from warm_transfer.config import Settings
from warm_transfer.db.models import Call, Participant, PhoneLeg, User
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.call import CallEvent, CallState, advance
from warm_transfer.domain.phone_leg import LegState
from warm_transfer.domain.phone_number import shown
from warm_transfer.errors import Conflict


async def add_agent(uow: UnitOfWork, call: Call, agent_id: str, room_name: str) -> Participant:
    """The agent's stay in the call, from now on. Raises Conflict when they are in one already.

    `lock_agent` comes first, so that one who joins two calls at the same moment gets into one.
    """
    user = await uow.session.get_one(User, agent_id)
    elsewhere = await call_of_agent(uow.session, agent_id)
    if elsewhere is not None:
        raise Conflict(
            "You are in a call already. Leave it first.", code="already_in_call", call_id=elsewhere
        )
    stay = Participant(
        id=uuid4().hex,
        call_id=call.id,
        kind=AGENT,
        agent_id=agent_id,
        identity=agent_identity(agent_id),
        name=user.name,
        room_name=room_name,
        created_at=uow.now,
    )
    await _let_in(uow, call, stay)
    await announce_presence(uow, [agent_id])
    return stay


async def add_phone(uow: UnitOfWork, call: Call, leg: PhoneLeg, room_name: str) -> Participant:
    """The stay of a transfer's target who has accepted on the phone."""
    stay = Participant(
        id=uuid4().hex,
        call_id=call.id,
        kind=PHONE,
        phone_leg_id=leg.id,
        identity=leg.identity,
        name=leg.name or shown(leg.number or ""),
        room_name=room_name,
        created_at=uow.now,
    )
    await _let_in(uow, call, stay)
    return stay


async def end_stay(uow: UnitOfWork, *stays: Participant) -> None:
    """Of several together, so that rows of agents are locked in one order everywhere."""
    for stay in stays:
        stay.left_at = uow.now
        stay.away_since = None
    await uow.session.flush()
    if agents := [stay.agent_id for stay in stays if stay.agent_id is not None]:
        await announce_presence(uow, agents)


async def settle_call(uow: UnitOfWork, settings: Settings, call: Call) -> None:
    """Put the call back into the queue when the caller is left alone in it."""
    if call.state != CallState.ACTIVE:
        return
    if any(stay.kind != CALLER for stay in await stays_of(uow.session, call.id)):
        return
    call.state = advance(CallState(call.state), CallEvent.LAST_AGENT_LEFT)
    call.waiting_since = uow.now
    call.held_since = None
    await recall(uow, settings, call)


async def mark_connected(call: Call, stay: Participant, uow: UnitOfWork) -> None:
    """LiveKit has reported the participant and their audio."""
    stay.away_since = None
    if stay.connected_at is None:
        stay.connected_at = uow.now
    if stay.kind != CALLER and call.answered_at is None:
        call.answered_at = uow.now
    if stay.phone_leg_id is not None:
        leg = await uow.session.get_one(PhoneLeg, stay.phone_leg_id)
        await leg_reached(uow, call, leg, LegState.CONNECTED)


async def _let_in(uow: UnitOfWork, call: Call, stay: Participant) -> None:
    uow.session.add(stay)
    call.state = advance(CallState(call.state), CallEvent.AGENT_JOINED)
    end_recall(call)
    waited_since, call.waiting_since = call.waiting_since, None
    await uow.session.flush()
    if waited_since is not None:
        await announce_line(uow, call, waited_since)
