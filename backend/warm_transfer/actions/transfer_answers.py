"""Answering an offer, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.announcements import announce_call
from warm_transfer.actions.call_rows import (
    lock_agent,
    lock_transfer,
    no_such_transfer,
    not_in_call,
    stay_of_agent,
)
from warm_transfer.actions.connections import connect
from warm_transfer.actions.context import Context
from warm_transfer.actions.presenters import call_detail, transfer_view
from warm_transfer.actions.transfer_steps import carry_out, take_step
from warm_transfer.actions.transfers import get_transfer, may_see
from warm_transfer.actions.views import TransferJoined, TransferView
from warm_transfer.db.models import Call, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor, Role
from warm_transfer.domain.room_id import parse_room_id
from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import Effect, TransferEvent, TransferState
from warm_transfer.errors import Conflict, Forbidden, NotFound

# Has an effect carried out once the answer is on its way: `later(function, *arguments)`.
Later = Callable[..., None]


async def accept_transfer(
    ctx: Context, actor: AgentActor, transfer_id: str, livekit_url: str, later: Later
) -> TransferJoined:
    """The offered agent takes the call: everybody moves to the destination."""
    async with ctx.db.unit_of_work() as uow:
        await lock_agent(uow.session, actor.id)
        call, transfer = await lock_transfer(uow.session, transfer_id)
        if transfer.target_agent_id != actor.id:
            raise no_such_transfer()
        joined, effects = await _accept(uow, ctx, actor, call, transfer, livekit_url)
    later(carry_out, ctx, call, transfer, effects)
    return joined


async def join_room(
    ctx: Context, actor: AgentActor, typed: str, livekit_url: str, later: Later
) -> TransferJoined:
    """Accept by room ID. A wrong, an old and somebody else's get the same answer."""
    async with ctx.db.unit_of_work() as uow:
        await lock_agent(uow.session, actor.id)
        by_room_id = select(Transfer.id).where(
            Transfer.room_id == parse_room_id(typed), Transfer.ended_at.is_(None)
        )
        transfer_id = await uow.session.scalar(by_room_id)
        if transfer_id is None:
            raise _no_such_room()
        call, transfer = await lock_transfer(uow.session, transfer_id)
        if not _may_enter(transfer, actor):
            raise _no_such_room()
        if transfer.state == TransferState.OFFERED:
            transfer.target_agent_id = actor.id
        joined, effects = await _accept(uow, ctx, actor, call, transfer, livekit_url)
    later(carry_out, ctx, call, transfer, effects)
    return joined


async def decline_transfer(
    ctx: Context, actor: AgentActor, transfer_id: str, reason: str | None
) -> TransferView:
    async with ctx.db.unit_of_work() as uow:
        call, transfer = await lock_transfer(uow.session, transfer_id)
        if transfer.target_agent_id != actor.id:
            raise no_such_transfer()
        words = f"{actor.name} declined: {reason}" if reason else f"{actor.name} declined."
        effects = await _command(uow, ctx, call, transfer, TransferEvent.DECLINED, reason=words)
        uow.audit("transfer.decline", actor=actor.id, subject=transfer_id)
    await carry_out(ctx, call, transfer, effects)
    return await get_transfer(ctx, actor, transfer_id)


async def cancel_transfer(ctx: Context, actor: AgentActor, transfer_id: str) -> TransferView:
    """Whoever started it, is in the call, or supervises takes the offer back."""
    async with ctx.db.unit_of_work() as uow:
        call, transfer = await lock_transfer(uow.session, transfer_id)
        if not await may_see(uow.session, actor, transfer):
            raise no_such_transfer()
        if not await _may_cancel(uow.session, actor, transfer):
            raise Forbidden("Only agents in the call can cancel this.", code="not_in_call")
        effects = await _command(
            uow,
            ctx,
            call,
            transfer,
            TransferEvent.CANCELLED,
            reason=f"{actor.name} cancelled.",
        )
        uow.audit("transfer.cancel", actor=actor.id, subject=transfer_id)
    await carry_out(ctx, call, transfer, effects)
    return await get_transfer(ctx, actor, transfer_id)


async def _accept(
    uow: UnitOfWork,
    ctx: Context,
    actor: AgentActor,
    call: Call,
    transfer: Transfer,
    livekit_url: str,
) -> tuple[TransferJoined, tuple[Effect, ...]]:
    effects = await _command(uow, ctx, call, transfer, TransferEvent.ACCEPTED)
    uow.audit("transfer.accept", actor=actor.id, subject=transfer.id)
    stay = await stay_of_agent(uow.session, call.id, actor.id)
    if stay is None:
        raise not_in_call()
    joined = TransferJoined(
        transfer=await transfer_view(uow.session, transfer),
        call=await call_detail(uow.session, call),
        connection=await connect(ctx, uow.session, call, stay, livekit_url),
    )
    return joined, effects


async def _command(
    uow: UnitOfWork,
    ctx: Context,
    call: Call,
    transfer: Transfer,
    event: TransferEvent,
    *,
    reason: str | None = None,
) -> tuple[Effect, ...]:
    """Take a step that somebody asked for; Conflict, with the transfer as it is, if it is late."""
    try:
        effects = await take_step(uow, ctx.settings, call, transfer, event, reason=reason)
    except IllegalEvent as error:
        raise Conflict(
            "The transfer has moved on meanwhile.",
            code="transfer_state",
            transfer=await transfer_view(uow.session, transfer),
        ) from error
    await announce_call(uow, call)
    return effects


async def _may_cancel(session: AsyncSession, actor: AgentActor, transfer: Transfer) -> bool:
    if actor.role is not Role.AGENT or actor.id == transfer.initiator_id:
        return True
    return await stay_of_agent(session, transfer.call_id, actor.id) is not None


def _may_enter(transfer: Transfer, actor: AgentActor) -> bool:
    """An agent's offer is for that agent alone, an open one for the first who comes."""
    if transfer.target_agent_id is not None:
        return transfer.target_agent_id == actor.id
    return transfer.state == TransferState.OFFERED and transfer.initiator_id != actor.id


def _no_such_room() -> NotFound:
    return NotFound(
        "There is no open room with this ID. Check it with whoever gave it to you.",
        code="room_not_found",
    )
