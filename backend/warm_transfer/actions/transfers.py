"""Offering a call to somebody, and reading transfers."""

from __future__ import annotations

import secrets
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.announcements import announce_call, announce_transfer
from warm_transfer.actions.briefings import briefing_for_transfer
from warm_transfer.actions.call_access import concerned_agents
from warm_transfer.actions.call_rows import (
    lock_agent,
    lock_dialling,
    lock_live_call,
    no_such_transfer,
)
from warm_transfer.actions.calls import new_room_name
from warm_transfer.actions.context import Context
from warm_transfer.actions.offer_checks import (
    Target,
    check_call,
    check_target,
    nobody_available,
)
from warm_transfer.actions.offers import has_seen_offer, ring_next
from warm_transfer.actions.phones import add_leg
from warm_transfer.actions.presenters import transfer_view
from warm_transfer.actions.transfer_steps import carry_out, deadline
from warm_transfer.actions.views import BriefingView, TransferView
from warm_transfer.db.models import Call, Transfer, TransferOffer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor, Role
from warm_transfer.domain.events import transfer_entered
from warm_transfer.domain.offers import OfferState
from warm_transfer.domain.room_id import make_room_id
from warm_transfer.domain.transfer import INITIAL, TransferMode
from warm_transfer.errors import Conflict, LiveKitUnavailable


async def create_transfer(
    ctx: Context,
    actor: AgentActor,
    call_id: str,
    target: Target,
    *,
    mode: TransferMode,
    briefing_text: str | None,
) -> TransferView:
    """Offer the call to the target. Raises what is in the way, before anything is written."""
    async with ctx.db.read() as session:
        await check_call(session, actor, call_id)
        target = await check_target(session, ctx, actor, target)
    briefing = await briefing_for_transfer(ctx, call_id, briefing_text, editor_id=actor.id)
    try:
        async with ctx.db.unit_of_work() as uow:
            for agent_id in sorted(target.agent_ids):
                await lock_agent(uow.session, agent_id)
            call = await lock_live_call(uow.session, call_id)
            await check_call(uow.session, actor, call_id)
            if target.phone is not None:
                await lock_dialling(uow.session)
            await check_target(uow.session, ctx, actor, target)
            transfer = await _insert(uow, ctx, actor, call, target, mode, briefing)
            await announce_call(uow, call)
    except IntegrityError as error:
        raise Conflict("This call is being transferred already.", code="transfer_open") from error
    await carry_out(ctx, call, transfer, INITIAL.effects)
    view = await get_transfer(ctx, actor, transfer.id)
    if view.state in ("reverting", "failed") and target.phone is None:
        raise LiveKitUnavailable(view.reason or "The transfer could not be prepared. Try again.")
    return view


async def get_transfer(ctx: Context, actor: AgentActor, transfer_id: str) -> TransferView:
    """The transfer, for those whom it concerns; to everybody else there is none."""
    async with ctx.db.read() as session:
        transfer = await session.get(Transfer, transfer_id)
        if transfer is None or not await may_see(session, actor, transfer):
            raise no_such_transfer()
        return await transfer_view(session, transfer)


async def list_open_transfers(ctx: Context, actor: AgentActor) -> list[TransferView]:
    """The agent's open transfers: offered to them, or started by them. Oldest first."""
    rung = select(TransferOffer.transfer_id).where(
        TransferOffer.agent_id == actor.id, TransferOffer.state == OfferState.RINGING
    )
    mine = select(Transfer).where(
        Transfer.ended_at.is_(None),
        or_(
            Transfer.target_agent_id == actor.id,
            Transfer.initiator_id == actor.id,
            Transfer.id.in_(rung),
        ),
    )
    async with ctx.db.read() as session:
        rows = (await session.scalars(mine.order_by(Transfer.created_at, Transfer.id))).all()
        return [await transfer_view(session, row) for row in rows]


async def may_see(session: AsyncSession, actor: AgentActor, transfer: Transfer) -> bool:
    if actor.role is not Role.AGENT or actor.id == transfer.target_agent_id:
        return True
    if await has_seen_offer(session, transfer.id, actor.id):
        return True
    return actor.id in await concerned_agents(session, transfer.call_id)


async def _insert(
    uow: UnitOfWork,
    ctx: Context,
    actor: AgentActor,
    call: Call,
    target: Target,
    mode: TransferMode,
    briefing: BriefingView,
) -> Transfer:
    transfer = Transfer(
        id=uuid4().hex,
        call_id=call.id,
        mode=mode,
        state=INITIAL.state,
        target_kind=target.kind,
        target_team=target.team,
        target_agent_id=target.agent_ids[0] if target.kind == "agent" else None,
        initiator_id=actor.id,
        origin_room=call.room_name,
        destination_room=new_room_name(),
        room_id=make_room_id(secrets.choice),
        briefing=briefing.model_dump(mode="json"),
        moved=[],
        hands_over=mode is TransferMode.DIRECT,
        deadline_at=deadline(ctx.settings, INITIAL.state, target.kind, uow.now),
        created_at=uow.now,
        version=0,
    )
    uow.session.add(transfer)
    uow.audit("transfer.create", actor=actor.id, subject=transfer.id)
    await uow.session.flush()
    for agent_id, position in target.positions():
        uow.session.add(
            TransferOffer(
                transfer_id=transfer.id,
                agent_id=agent_id,
                position=position,
                state=OfferState.WAITING,
            )
        )
    await uow.session.flush()
    if target.phone is not None:
        await add_leg(uow, ctx, transfer, target.phone)
    elif target.kind != "open" and not await ring_next(uow, transfer):
        raise nobody_available()
    await announce_transfer(uow, transfer, transfer_entered(INITIAL.state))
    return transfer
