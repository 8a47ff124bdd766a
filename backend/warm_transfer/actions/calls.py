"""Starting, joining, leaving and ending calls."""

from __future__ import annotations

import secrets
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.announcements import announce_call
from warm_transfer.actions.apart import kept_apart
from warm_transfer.actions.call_rows import (
    CALLER,
    lock_agent,
    lock_call,
    lock_live_call,
    no_such_call,
    not_in_call,
    require_caller,
    stay_of_agent,
)
from warm_transfer.actions.caller_presenter import caller_view
from warm_transfer.actions.connections import connect
from warm_transfer.actions.context import Context
from warm_transfer.actions.departures import Departure, call_ends, one_departs, see_out
from warm_transfer.actions.presenters import call_detail
from warm_transfer.actions.room_orders import call_room_orders
from warm_transfer.actions.stays import add_agent
from warm_transfer.actions.views import CallJoined, CallStarted
from warm_transfer.db.models import Call, Participant, PhoneLeg
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import Actor, AgentActor, CallerActor
from warm_transfer.domain.call import CallEvent, CallState
from warm_transfer.domain.events import EventType
from warm_transfer.services.tokens import TokenKind

NAMELESS = "Caller"
ROOM_NAME_BYTES = 24  # 192 bits: a room's name must not be guessed


def new_room_name() -> str:
    return f"room_{secrets.token_urlsafe(ROOM_NAME_BYTES)}"


async def start_call(
    ctx: Context, name: str | None, topic: str | None, livekit_url: str
) -> CallStarted:
    """Put a caller into the queue, in a room of their own."""
    call = new_call(ctx, name or NAMELESS, topic=topic)
    await open_room_of(ctx, call)
    async with ctx.db.unit_of_work() as uow:
        stay = await put_in_queue(uow, ctx, call)
        return CallStarted(
            call=await caller_view(uow.session, call),
            caller_token=ctx.tokens.issue(
                TokenKind.CALLER, call.id, ctx.settings.caller_token_ttl_s
            ),
            connection=await connect(ctx, uow.session, call, stay, livekit_url),
        )


def new_call(ctx: Context, name: str, *, topic: str | None, by_phone: bool = False) -> Call:
    now = ctx.clock()
    return Call(
        id=uuid4().hex,
        state=CallState.WAITING,
        caller_name=name,
        topic=topic or None,
        by_phone=by_phone,
        room_name=new_room_name(),
        created_at=now,
        waiting_since=now,
        version=1,
    )


async def open_room_of(ctx: Context, call: Call) -> None:
    """Before there is the call: without a room there is none, and agents must not see it ring.

    A room without a call is empty, and LiveKit closes it.
    """
    await ctx.rooms.ensure_room(call.room_name, call_room_orders(call))


async def put_in_queue(
    uow: UnitOfWork, ctx: Context, call: Call, leg: PhoneLeg | None = None
) -> Participant:
    """The caller's stay, which begins their call. `leg` is of one who rang in."""
    stay = Participant(
        id=uuid4().hex,
        call_id=call.id,
        kind=CALLER,
        phone_leg_id=leg.id if leg else None,
        identity=leg.identity if leg else new_identity(ctx),
        name=call.caller_name,
        room_name=call.room_name,
        created_at=call.created_at,
    )
    uow.session.add(call)
    await uow.session.flush()
    uow.session.add_all([stay] if leg is None else [stay, leg])
    await announce_call(uow, call, EventType.CALL_CREATED)
    return stay


def new_identity(ctx: Context) -> str:
    """Of a caller, in LiveKit."""
    return f"{ctx.settings.caller_identity}-{secrets.token_hex(4)}"


async def join_call(ctx: Context, actor: AgentActor, call_id: str, livekit_url: str) -> CallJoined:
    """Bring an agent into the call; one who is in it already gets a fresh connection."""
    # First, so that whoever cannot be connected does not take the call out of the queue.
    await _open_room(ctx, call_id)
    async with ctx.db.unit_of_work() as uow:
        await lock_agent(uow.session, actor.id)
        call = await lock_live_call(uow.session, call_id)
        stay = await stay_of_agent(uow.session, call_id, actor.id)
        if stay is None:
            stay = await add_agent(uow, call, actor.id, call.room_name)
            uow.audit("call.join", actor=actor.id, subject=call_id)
            await announce_call(uow, call)
        joined = CallJoined(
            call=await call_detail(uow.session, call),
            connection=await connect(ctx, uow.session, call, stay, livekit_url),
        )
    if call.by_phone:
        await end_waiting_music(ctx, call)
    return joined


async def leave_call(ctx: Context, actor: Actor, call_id: str) -> None:
    """An agent goes, the call goes on; when the caller goes, it ends. Repeating is harmless."""
    departure: Departure | None = None
    async with ctx.db.unit_of_work() as uow:
        if isinstance(actor, CallerActor):
            if actor.call_id != call_id:
                raise no_such_call()
            call = await lock_call(uow.session, call_id)
            if call.state != CallState.ENDED:
                departure = await call_ends(uow, ctx.settings, call, CallEvent.CALLER_LEFT)
        else:
            call = await lock_call(uow.session, call_id)
            stay = await stay_of_agent(uow.session, call_id, actor.id)
            if stay is not None:
                departure = await one_departs(uow, ctx.settings, call, stay)
            elif not await _was_in_call(uow.session, call_id, actor.id):
                raise not_in_call()
    if departure is not None:
        await see_out(ctx, departure)


async def end_call(ctx: Context, actor: AgentActor, call_id: str) -> None:
    """End the call for everybody in it."""
    async with ctx.db.unit_of_work() as uow:
        call = await lock_live_call(uow.session, call_id)
        await require_caller(uow.session, call_id, actor.id)
        departure = await call_ends(uow, ctx.settings, call, CallEvent.AGENT_ENDED)
        uow.audit("call.end", actor=actor.id, subject=call_id)
    await see_out(ctx, departure)


async def end_waiting_music(ctx: Context, call: Call) -> None:
    """Of a caller who rang in. What cannot be told now, the reconciler does later."""
    with kept_apart("waiting_music_not_ended", call_id=call.id):
        await ctx.rooms.update_metadata(call.room_name, call_room_orders(call))


async def _open_room(ctx: Context, call_id: str) -> None:
    async with ctx.db.read() as session:
        call = await session.get(Call, call_id)
    if call is not None and call.state != CallState.ENDED:
        await ctx.rooms.ensure_room(call.room_name, call_room_orders(call))


async def _was_in_call(session: AsyncSession, call_id: str, agent_id: str) -> bool:
    before = select(Participant.id).where(
        Participant.call_id == call_id, Participant.agent_id == agent_id
    )
    return await session.scalar(before.limit(1)) is not None
