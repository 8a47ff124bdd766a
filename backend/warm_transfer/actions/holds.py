"""Putting a caller on hold, and taking them off again, outside of consults."""

from __future__ import annotations

import structlog

from warm_transfer.actions.announcements import announce_call
from warm_transfer.actions.call_rows import (
    lock_live_call,
    open_transfer_of,
    require_caller,
)
from warm_transfer.actions.context import Context
from warm_transfer.actions.presenters import call_detail
from warm_transfer.actions.room_orders import call_room_orders
from warm_transfer.actions.views import CallDetail
from warm_transfer.db.models import Call
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.transfer import TransferState
from warm_transfer.errors import Conflict, LiveKitUnavailable

log = structlog.get_logger(__name__)


async def hold_call(ctx: Context, actor: AgentActor, call_id: str) -> CallDetail:
    """The caller hears music, and nobody in the call hears anybody. Repeating is harmless."""
    async with ctx.db.unit_of_work() as uow:
        call = await _lock(uow, actor, call_id)
        if call.held_since is None:
            call.held_since = uow.now
            uow.audit("call.hold", actor=actor.id, subject=call_id)
            await announce_call(uow, call)
        detail = await call_detail(uow.session, call)
    await _tell_worker(ctx, call)
    return detail


async def resume_call(ctx: Context, actor: AgentActor, call_id: str) -> CallDetail:
    """The caller is off hold. Repeating is harmless."""
    async with ctx.db.unit_of_work() as uow:
        call = await _lock(uow, actor, call_id)
        transfer = await open_transfer_of(uow.session, call_id)
        if transfer is not None and transfer.state == TransferState.CONSULTING:
            raise Conflict(
                "You are consulting. Return to the caller, or bring them in.", code="in_consult"
            )
        if call.held_since is not None:
            call.held_since = None
            uow.audit("call.resume", actor=actor.id, subject=call_id)
            await announce_call(uow, call)
        detail = await call_detail(uow.session, call)
    await _tell_worker(ctx, call)
    return detail


async def _lock(uow: UnitOfWork, actor: AgentActor, call_id: str) -> Call:
    call = await lock_live_call(uow.session, call_id)
    await require_caller(uow.session, call_id, actor.id)
    return call


async def _tell_worker(ctx: Context, call: Call) -> None:
    """What cannot be told now, the reconciler does later."""
    try:
        await ctx.rooms.update_metadata(call.room_name, call_room_orders(call))
    except LiveKitUnavailable:
        log.warning("hold_not_told", call_id=call.id, exc_info=True)
