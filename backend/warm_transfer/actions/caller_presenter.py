"""Rows → what a caller sees of their own call: nothing that agents keep to themselves."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.call_rows import CALLER, PHONE, leg_of_transfer, stays_of
from warm_transfer.actions.views import (
    CallerCallView,
    CallerStatus,
    CallerTransferView,
    PersonRef,
)
from warm_transfer.db.models import Call, Participant, PhoneLeg, Transfer, User
from warm_transfer.domain.call import CallState
from warm_transfer.domain.transfer import TransferState

SOMEBODY_ON_A_PHONE = "a colleague on the phone"


async def caller_view(session: AsyncSession, call: Call) -> CallerCallView:
    transfer = await _latest_told_transfer(session, call.id)
    agents = [
        PersonRef(id=stay.agent_id or stay.id, name=await _name_for_caller(session, stay))
        for stay in await stays_of(session, call.id)
        if stay.kind != CALLER and _is_with_caller(stay, call)
    ]
    return CallerCallView(
        id=call.id,
        status=_status(call, transfer, agents),
        caller_name=call.caller_name,
        created_at=call.created_at,
        answered_at=call.answered_at,
        held_since=call.held_since,
        ended_at=call.ended_at,
        end_reason=call.end_reason,
        agents=agents,
        place_in_line=await _place_in_line(session, call),
        transfer=await _transfer_view(session, transfer) if transfer else None,
        version=call.version,
    )


def _is_with_caller(stay: Participant, call: Call) -> bool:
    return (
        stay.connected_at is not None
        and stay.away_since is None
        and stay.room_name == call.room_name
    )


async def _name_for_caller(session: AsyncSession, stay: Participant) -> str:
    """A phone's number is for agents alone."""
    if stay.phone_leg_id is None:
        return stay.name
    leg = await session.get_one(PhoneLeg, stay.phone_leg_id)
    return leg.name or SOMEBODY_ON_A_PHONE


def _status(call: Call, transfer: Transfer | None, agents: list[PersonRef]) -> CallerStatus:
    if call.state == CallState.ENDED:
        return "ended"
    if transfer is not None and transfer.state == TransferState.MOVING:
        return "being_transferred"
    if call.held_since is not None:
        return "on_hold"
    return "connected" if agents else "waiting"


async def _latest_told_transfer(session: AsyncSession, call_id: str) -> Transfer | None:
    """The caller learns of a transfer when they are to move: not of offers, nor of consults."""
    told = select(Transfer).where(Transfer.call_id == call_id, Transfer.moving_since.is_not(None))
    newest = told.order_by(Transfer.created_at.desc(), Transfer.id.desc()).limit(1)
    return await session.scalar(newest)


async def _transfer_view(session: AsyncSession, transfer: Transfer) -> CallerTransferView:
    initiator = await session.get_one(User, transfer.initiator_id)
    target = await session.get(User, transfer.target_agent_id) if transfer.target_agent_id else None
    leg = await leg_of_transfer(session, transfer.id) if transfer.target_kind == PHONE else None
    phone_name = (leg.name or SOMEBODY_ON_A_PHONE) if leg else None
    return CallerTransferView.model_validate(
        {
            "id": transfer.id,
            "state": transfer.state,
            "from_name": initiator.name,
            "to_name": target.name if target else phone_name,
            "to_team": target.team if target else None,
            "version": transfer.version,
        }
    )


async def _place_in_line(session: AsyncSession, call: Call) -> int | None:
    """1 for whoever has waited longest."""
    if call.state != CallState.WAITING or call.waiting_since is None:
        return None
    before = or_(
        Call.waiting_since < call.waiting_since,
        and_(Call.waiting_since == call.waiting_since, Call.id < call.id),
    )
    count = select(func.count()).where(Call.state == CallState.WAITING, before)
    return 1 + (await session.scalar(count) or 0)
