"""Answering an offer, and taking it back.

Every command takes the `version` of the transfer that it was meant for, None for any.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

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
from warm_transfer.actions.offers import decline_offer, has_seen_offer, is_rung, rung_agents
from warm_transfer.actions.presenters import call_detail, transfer_view
from warm_transfer.actions.transfer_steps import carry_out, deadline, take_step
from warm_transfer.actions.transfers import get_transfer, may_see
from warm_transfer.actions.views import TransferJoined, TransferView
from warm_transfer.db.models import Call, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor, Role
from warm_transfer.domain.room_id import parse_room_id
from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import (
    Effect,
    TransferEvent,
    TransferMode,
    TransferState,
    acceptance,
)
from warm_transfer.errors import Conflict, Forbidden, NotFound

# Has an effect carried out once the answer is on its way: `later(function, *arguments)`.
Later = Callable[..., None]


async def accept_transfer(
    ctx: Context,
    actor: AgentActor,
    transfer_id: str,
    livekit_url: str,
    later: Later,
    *,
    version: int | None = None,
) -> TransferJoined:
    """The offered agent takes the call: everybody moves to the destination."""
    async with ctx.db.unit_of_work() as uow:
        await lock_agent(uow.session, actor.id)
        call, transfer = await lock_transfer(uow.session, transfer_id)
        await _require_asked(uow.session, transfer, actor)
        await require_version(uow.session, transfer, version)
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
        if not await _may_enter(uow.session, transfer, actor):
            raise _no_such_room()
        joined, effects = await _accept(uow, ctx, actor, call, transfer, livekit_url)
    later(carry_out, ctx, call, transfer, effects)
    return joined


async def decline_transfer(
    ctx: Context,
    actor: AgentActor,
    transfer_id: str,
    reason: str | None,
    *,
    version: int | None = None,
) -> TransferView:
    async with ctx.db.unit_of_work() as uow:
        call, transfer = await lock_transfer(uow.session, transfer_id)
        await _require_asked(uow.session, transfer, actor)
        await require_version(uow.session, transfer, version)
        if transfer.state != TransferState.OFFERED:
            raise await _moved_on(uow.session, transfer)
        words = f"{actor.name} declined: {reason}" if reason else f"{actor.name} declined."
        others = await rung_agents(uow.session, transfer_id) - {actor.id}
        event = await decline_offer(uow, transfer, actor.id)
        if event is TransferEvent.PASSED_ON and not others:  # somebody has just begun to be rung
            transfer.deadline_at = deadline(
                ctx.settings, TransferState.OFFERED, transfer.target_kind, uow.now
            )
        effects = await command(uow, ctx, call, transfer, event, reason=words, also=[actor.id])
        uow.audit("transfer.decline", actor=actor.id, subject=transfer_id)
    await carry_out(ctx, call, transfer, effects)
    return await get_transfer(ctx, actor, transfer_id)


async def cancel_transfer(
    ctx: Context, actor: AgentActor, transfer_id: str, *, version: int | None = None
) -> TransferView:
    """Whoever started it, is in the call, or supervises takes the offer back."""
    async with ctx.db.unit_of_work() as uow:
        call, transfer = await lock_transfer(uow.session, transfer_id)
        if not await may_see(uow.session, actor, transfer):
            raise no_such_transfer()
        if not await _may_cancel(uow.session, actor, transfer):
            raise Forbidden("Only agents in the call can cancel this.", code="not_in_call")
        effects = await command(
            uow,
            ctx,
            call,
            transfer,
            TransferEvent.CANCELLED,
            reason=f"{actor.name} cancelled.",
            version=version,
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
    if transfer.state == TransferState.OFFERED:
        transfer.target_agent_id = actor.id
    event = acceptance(TransferMode(transfer.mode))
    effects = await command(uow, ctx, call, transfer, event)
    if event is TransferEvent.CONSULT_ACCEPTED:
        effects += await go_on_alone(uow, ctx, call, transfer)
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


async def go_on_alone(
    uow: UnitOfWork, ctx: Context, call: Call, transfer: Transfer
) -> tuple[Effect, ...]:
    """Nobody is there to consult with: the caller goes to the target at once."""
    initiator = await stay_of_agent(uow.session, call.id, transfer.initiator_id)
    if initiator is not None and initiator.away_since is None:
        return ()
    return await command(uow, ctx, call, transfer, TransferEvent.HANDED_OVER)


async def command(
    uow: UnitOfWork,
    ctx: Context,
    call: Call,
    transfer: Transfer,
    event: TransferEvent,
    *,
    reason: str | None = None,
    also: Collection[str] = (),
    version: int | None = None,
) -> tuple[Effect, ...]:
    """Take a step that somebody asked for; Conflict, with the transfer as it is, if it is late."""
    await require_version(uow.session, transfer, version)
    try:
        effects = await take_step(
            uow, ctx.settings, call, transfer, event, reason=reason, also=also
        )
    except IllegalEvent as error:
        raise await _moved_on(uow.session, transfer) from error
    await announce_call(uow, call)
    return effects


async def require_version(session: AsyncSession, transfer: Transfer, version: int | None) -> None:
    if version is not None and transfer.version != version:
        raise await _moved_on(session, transfer)


async def _moved_on(session: AsyncSession, transfer: Transfer) -> Conflict:
    return Conflict(
        "The transfer has moved on meanwhile.",
        code="transfer_state",
        transfer=await transfer_view(session, transfer),
    )


async def _may_cancel(session: AsyncSession, actor: AgentActor, transfer: Transfer) -> bool:
    if actor.role is not Role.AGENT or actor.id == transfer.initiator_id:
        return True
    return await stay_of_agent(session, transfer.call_id, actor.id) is not None


async def _require_asked(session: AsyncSession, transfer: Transfer, actor: AgentActor) -> None:
    """Whoever was asked and has answered, or was too late, is told how the transfer is now."""
    taken = transfer.target_agent_id == actor.id
    if not taken and not await has_seen_offer(session, transfer.id, actor.id):
        raise no_such_transfer()
    rung = await is_rung(session, transfer.id, actor.id)
    if transfer.state == TransferState.OFFERED and not rung:
        raise await _moved_on(session, transfer)


async def _may_enter(session: AsyncSession, transfer: Transfer, actor: AgentActor) -> bool:
    """An offer to agents is for those who are rung, an open one for the first who comes."""
    if transfer.target_agent_id is not None:
        return transfer.target_agent_id == actor.id
    if transfer.target_kind != "open":
        return await is_rung(session, transfer.id, actor.id)
    return transfer.state == TransferState.OFFERED and transfer.initiator_id != actor.id


def _no_such_room() -> NotFound:
    return NotFound(
        "There is no open room with this ID. Check it with whoever gave it to you.",
        code="room_not_found",
    )
