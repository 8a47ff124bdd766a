"""People leaving a call, by their own choice or by staying away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from warm_transfer.actions.announcements import announce_call, announce_line
from warm_transfer.actions.call_rows import (
    CALLER,
    open_transfer_of,
    stays_of,
    target_identity,
)
from warm_transfer.actions.context import Context
from warm_transfer.actions.phone_dialling import hang_up_all, let_go
from warm_transfer.actions.recalls import end_recall
from warm_transfer.actions.stays import end_stay, settle_call
from warm_transfer.actions.transfer_steps import carry_out, take_step
from warm_transfer.config import Settings
from warm_transfer.db.models import Call, Participant, PhoneLeg, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.call import CallEvent, CallState, advance
from warm_transfer.domain.events import EventType
from warm_transfer.domain.transfer import TARGET_IS_IN, Effect, TransferEvent
from warm_transfer.errors import LiveKitUnavailable

log = structlog.get_logger(__name__)

END_REASONS = {
    CallEvent.CALLER_LEFT: "caller_left",
    CallEvent.AGENT_ENDED: "agent_ended",
    CallEvent.PHONE_HUNG_UP: "phone_hung_up",
}


@dataclass(frozen=True, slots=True)
class Departure:
    """What is to be done outside once a departure is committed."""

    call: Call
    transfer: Transfer | None
    effects: tuple[Effect, ...]
    identities: tuple[str, ...]
    rooms: tuple[str, ...]
    legs: tuple[str, ...] = ()


async def one_departs(
    uow: UnitOfWork, settings: Settings, call: Call, stay: Participant, words: str = "left"
) -> Departure:
    """End the stay of an agent or a phone, and what that means for a transfer and for the call."""
    await end_stay(uow, stay)
    leg = await uow.session.get(PhoneLeg, stay.phone_leg_id) if stay.phone_leg_id else None
    if leg is not None and leg.ended_at is None:
        leg.hang_up_at = leg.hang_up_at or uow.now
    transfer = await open_transfer_of(uow.session, call.id)
    effects: tuple[Effect, ...] = ()
    if transfer is not None and stay.agent_id == transfer.initiator_id:
        effects = await take_step(uow, settings, call, transfer, TransferEvent.INITIATOR_LEFT)
    elif (
        transfer is not None
        and stay.identity == target_identity(transfer)
        and transfer.state in TARGET_IS_IN
    ):
        effects = await take_step(
            uow,
            settings,
            call,
            transfer,
            TransferEvent.TARGET_LEFT,
            reason=f"{stay.name} {words}.",
        )
    await settle_call(uow, settings, call)
    await announce_call(uow, call)
    legs = (leg.id,) if leg is not None else ()
    return Departure(call, transfer, effects, (stay.identity,), rooms_in_use(call, transfer), legs)


async def phone_hangs_up(
    uow: UnitOfWork, settings: Settings, call: Call, stay: Participant
) -> Departure:
    """Whoever was on the phone has hung up. Between them and the caller alone, that ends the call.

    While an agent is there, or a transfer is under way, the caller is looked after as if an agent
    had left.
    """
    others = [other for other in await stays_of(uow.session, call.id) if other.id != stay.id]
    alone = all(other.kind == CALLER for other in others)
    if stay.kind == CALLER:
        return await call_ends(uow, settings, call, CallEvent.CALLER_LEFT)
    if alone and await open_transfer_of(uow.session, call.id) is None:
        return await call_ends(uow, settings, call, CallEvent.PHONE_HUNG_UP)
    return await one_departs(uow, settings, call, stay, "hung up")


async def call_ends(uow: UnitOfWork, settings: Settings, call: Call, event: CallEvent) -> Departure:
    """End the call for everybody. Raises IllegalEvent when `event` does not fit its state."""
    call.state = advance(CallState(call.state), event)
    waited_since, call.waiting_since = call.waiting_since, None
    call.ended_at = uow.now
    call.held_since = None
    end_recall(call)
    call.end_reason = END_REASONS[event]
    transfer = await open_transfer_of(uow.session, call.id)
    rooms = rooms_in_use(call, transfer)
    if transfer is not None:
        told = (
            TransferEvent.CALLER_LEFT
            if event is CallEvent.CALLER_LEFT
            else TransferEvent.CALL_ENDED
        )
        await take_step(uow, settings, call, transfer, told)
    await end_stay(uow, *await stays_of(uow.session, call.id))
    legs = await let_go(uow, call)
    await announce_call(uow, call, EventType.CALL_ENDED)
    if waited_since is not None:
        await announce_line(uow, call, waited_since)
    return Departure(call, None, (), (), rooms, legs)


async def see_out(ctx: Context, departure: Departure) -> None:
    """Disconnect who departed. What fails now, the reconciler does later."""
    over = departure.call.state == CallState.ENDED
    try:
        if over:
            await asyncio.gather(*(ctx.rooms.delete_room(room) for room in departure.rooms))
        else:
            await _remove(ctx, departure.rooms, departure.identities)
    except LiveKitUnavailable:
        log.warning("departure_not_seen_out", call_id=departure.call.id, exc_info=True)
    await hang_up_all(ctx, departure.legs)
    if departure.transfer is not None:
        await carry_out(ctx, departure.call, departure.transfer, departure.effects)


def rooms_in_use(call: Call, transfer: Transfer | None) -> tuple[str, ...]:
    """The rooms where people of this call may be."""
    if transfer is None or transfer.destination_room == call.room_name:
        return (call.room_name,)
    return (call.room_name, transfer.destination_room)


async def _remove(ctx: Context, rooms: Iterable[str], identities: Iterable[str]) -> None:
    await asyncio.gather(
        *(ctx.rooms.remove_participant(room, name) for room in rooms for name in identities)
    )
