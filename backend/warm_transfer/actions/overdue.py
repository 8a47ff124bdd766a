"""Transfers that nobody pushes on: past their deadline, or left half-way by a restart."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.announcements import announce_call
from warm_transfer.actions.call_rows import PHONE, leg_of_transfer, lock_transfer
from warm_transfer.actions.context import Context
from warm_transfer.actions.moves import missing_names
from warm_transfer.actions.offers import give_up_on_rung, rung_agents
from warm_transfer.actions.transfer_steps import NO_ROOM, carry_out, deadline, take_step
from warm_transfer.db.models import Call, Transfer, User
from warm_transfer.domain.phone_leg import LegState, before
from warm_transfer.domain.phone_words import NO_KEY_PRESSED, NOT_ANSWERED
from warm_transfer.domain.transfer import (
    CONSULT_STATES,
    INITIAL,
    Effect,
    TransferEvent,
    TransferState,
)

# Longer than one request to LiveKit may take, so that whoever is at it is not overtaken.
ABANDONED_AFTER = timedelta(seconds=6)


async def push_on(ctx: Context, call: Call, transfer: Transfer) -> None:
    """Bring about what is due; nothing otherwise."""
    now = ctx.clock()
    if transfer.deadline_at is not None and transfer.deadline_at <= now:
        await _expire(ctx, transfer)
    elif transfer.state == TransferState.REVERTING:
        await carry_out(ctx, call, transfer, (Effect.CLOSE_DESTINATION,))
    elif transfer.state == TransferState.PREPARING and now - transfer.created_at > ABANDONED_AFTER:
        await carry_out(ctx, call, transfer, INITIAL.effects)


async def _expire(ctx: Context, transfer: Transfer) -> None:
    """Its time is up, unless somebody else can still be asked."""
    reason = await _what_was_missed(ctx, transfer)
    effects: tuple[Effect, ...] = ()
    async with ctx.db.unit_of_work() as uow:
        call, locked = await lock_transfer(uow.session, transfer.id)
        if locked.version != transfer.version:
            return  # somebody was quicker; what is due then is found by the next look
        event, rung = TransferEvent.EXPIRED, await rung_agents(uow.session, locked.id)
        if locked.state == TransferState.OFFERED and rung:
            event = await give_up_on_rung(uow, locked)
        if event is TransferEvent.PASSED_ON:
            locked.deadline_at = deadline(
                ctx.settings, TransferState.OFFERED, locked.target_kind, uow.now
            )
        effects = await take_step(uow, ctx.settings, call, locked, event, reason=reason, also=rung)
        await announce_call(uow, call)
    await carry_out(ctx, call, locked, effects)


async def _what_was_missed(ctx: Context, transfer: Transfer) -> str:
    if transfer.state == TransferState.PREPARING:
        return NO_ROOM
    if transfer.state == TransferState.MOVING:
        return f"Could not be connected in time: {await missing_names(ctx, transfer)}."
    if transfer.state in CONSULT_STATES:
        return "The consult took too long. The caller is back."
    if transfer.target_kind == "open":
        return "Nobody joined with the room ID in time."
    async with ctx.db.read() as session:
        if transfer.target_kind == PHONE:
            return NO_KEY_PRESSED if await _was_answered(session, transfer) else NOT_ANSWERED
        if transfer.target_agent_id is None:
            return "Nobody answered."
        target = await session.get_one(User, transfer.target_agent_id)
    return f"{target.name} did not answer."


async def _was_answered(session: AsyncSession, transfer: Transfer) -> bool:
    leg = await leg_of_transfer(session, transfer.id)
    return leg is not None and not before(LegState(leg.state), LegState.ANSWERED)
