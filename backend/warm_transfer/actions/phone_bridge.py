"""The phone bridge: which leg a stream is of, where it belongs, and what it reports."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.apart import kept_apart
from warm_transfer.actions.call_access import concerned_agents
from warm_transfer.actions.call_rows import CALLER, lock_leg, no_such_leg, open_transfer_of
from warm_transfer.actions.caller_presenter import SOMEBODY_ON_A_PHONE
from warm_transfer.actions.connections import expected_by
from warm_transfer.actions.context import Context
from warm_transfer.actions.credentials import hash_token
from warm_transfer.actions.moves import ARRIVING, report_move_failed, report_moved
from warm_transfer.actions.phone_calls import stay_of_leg
from warm_transfer.actions.phone_views import BridgeDestination, DigitView, PhoneOrders
from warm_transfer.actions.phone_watch import ask_provider
from warm_transfer.actions.room_orders import orders_of
from warm_transfer.db.models import Call, Event, PhoneLeg
from warm_transfer.domain.actor import CallerActor
from warm_transfer.errors import Forbidden

log = structlog.get_logger(__name__)


async def claim_stream(
    ctx: Context, token: str, provider_call_id: str, stream_id: str
) -> PhoneOrders:
    """Whose stream this is. The token is good once, and with its own call alone.

    Raises Forbidden for any other.
    """
    async with ctx.db.unit_of_work() as uow:
        found = select(PhoneLeg.id).where(PhoneLeg.stream_token == hash_token(token))
        leg_id = await uow.session.scalar(found)
        if leg_id is None:
            raise _refused("unknown_token")
        call, leg = await lock_leg(uow.session, leg_id)
        if leg.provider_call_id != provider_call_id:
            raise _refused("another_call")
        if leg.stream_token != hash_token(token):
            raise _refused("used_token")
        until, leg.stream_token = leg.stream_token_until, None
        late = until is None or until < uow.now
        orders = await _orders(uow.session, call, leg)
        transfer = await open_transfer_of(uow.session, call.id)
    if late or orders.over:
        raise _refused("late_token" if late else "leg_is_over")
    log.info("phone_stream_claimed", leg_id=leg_id, stream_id=stream_id)
    room_orders = orders_of(call, transfer, orders.room_name)
    await ctx.rooms.ensure_room(orders.room_name, room_orders)
    return orders


async def orders_for(ctx: Context, leg_ids: Sequence[str]) -> list[PhoneOrders]:
    """For the legs of one bridge, all at once. Unknown ones are left out."""
    rows = (
        select(Call, PhoneLeg)
        .join(Call, Call.id == PhoneLeg.call_id)
        .where(PhoneLeg.id.in_(leg_ids))
        .order_by(PhoneLeg.id)
    )
    async with ctx.db.read() as session:
        found = (await session.execute(rows)).all()
        return [await _orders(session, call, leg) for call, leg in found]


async def leg_moved(ctx: Context, leg_id: str, transfer_id: str) -> None:
    """The leg hears the others in the destination. Raises Conflict until LiveKit agrees."""
    actor = await _mover(ctx, leg_id)
    if actor is not None:
        await report_moved(ctx, actor, transfer_id)


async def leg_move_failed(ctx: Context, leg_id: str, transfer_id: str, reason: str) -> None:
    actor = await _mover(ctx, leg_id)
    if actor is not None:
        await report_move_failed(ctx, actor, transfer_id, reason)


async def leg_pressed(ctx: Context, leg_id: str, digit: str) -> None:
    """A key was pressed at the phone during the call: its agents are told."""
    async with ctx.db.unit_of_work() as uow:
        call, leg = await lock_leg(uow.session, leg_id)
        stay = await stay_of_leg(uow.session, leg)
        if stay is None:
            return
        view = DigitView(participant_id=stay.id, name=stay.name, digit=digit, at=uow.now)
        uow.record(
            Event(
                type="phone.digit",
                call_id=call.id,
                transfer_id=None,
                audience="call",
                agent_ids=await concerned_agents(uow.session, call.id),
                data={"digit": view.model_dump(mode="json")},
                caller_data=None,
                at=uow.now,
            )
        )


async def stream_ended(ctx: Context, leg_id: str, stream_id: str, *, stopped: bool) -> None:
    """The leg's sound no longer comes to us: it was hung up, or is on its way back to us."""
    log.info("phone_stream_ended", leg_id=leg_id, stream_id=stream_id, stopped=stopped)
    with kept_apart("provider_not_asked", leg_id=leg_id):  # who is asked again soon
        await ask_provider(ctx, leg_id)


async def _orders(session: AsyncSession, call: Call, leg: PhoneLeg) -> PhoneOrders:
    stay = await stay_of_leg(session, leg)
    kind = "phone" if leg.transfer_id else "caller"
    name = (leg.name or SOMEBODY_ON_A_PHONE) if leg.transfer_id else "Caller"
    destination: BridgeDestination | None = None
    if stay is not None and leg.ended_at is None:
        transfer = await open_transfer_of(session, call.id)
        expect = await expected_by(session, stay, transfer)
        if transfer is not None and expect is not None:
            destination = BridgeDestination(
                transfer_id=transfer.id,
                room_name=transfer.destination_room,
                expect=expect,
                begun=transfer.state in ARRIVING,
            )
    room_name = stay.room_name if stay else call.room_name
    return PhoneOrders.model_validate(
        {
            "leg_id": leg.id,
            "identity": leg.identity,
            "name": name,
            "kind": kind,
            "room_name": room_name,
            "on_hold": call.held_since is not None and room_name == call.room_name,
            "destination": destination,
            "over": stay is None or leg.ended_at is not None,
        }
    )


async def _mover(ctx: Context, leg_id: str) -> CallerActor | None:
    """Callers report their moves. The target of a transfer goes where it belongs, and is seen."""
    async with ctx.db.read() as session:
        leg = await session.get(PhoneLeg, leg_id)
        if leg is None:
            raise no_such_leg()
        stay = await stay_of_leg(session, leg)
    return CallerActor(leg.call_id) if stay is not None and stay.kind == CALLER else None


def _refused(why: str) -> Forbidden:
    log.warning("phone_stream_refused", reason=why)
    return Forbidden("This stream belongs to no call.", code="stream_refused")
