"""What the call worker in each room is told to do, which is state in the room's metadata.

A room gets it when it is made, and anew with each step of a transfer that changes it. Whatever
was lost on the way, by a restart of ours or of LiveKit's, is found by comparing.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from sqlalchemy import select

from warm_transfer.actions.apart import for_each, kept_apart
from warm_transfer.actions.context import Context
from warm_transfer.db.models import Call, Transfer
from warm_transfer.domain.call import CallState
from warm_transfer.domain.transfer import TransferMode, TransferState
from warm_transfer.services.livekit.rooms import RoomMetadata

log = structlog.get_logger(__name__)

NOT_ACCEPTED = (TransferState.PREPARING, TransferState.OFFERED)


def call_room_orders(call: Call) -> RoomMetadata:
    """For the room that the call is in. A caller on hold hears music and is not transcribed.

    So does one who rang in and waits: a phone has no page that plays it.
    """
    music = call.held_since is not None or (call.by_phone and call.state == CallState.WAITING)
    return RoomMetadata(
        call_id=call.id, started_at=call.created_at, transcribe=not music, music=music
    )


def destination_orders(call: Call, transfer: Transfer) -> RoomMetadata:
    """For a transfer's destination.

    While the target is rung, caller and initiator are in it ahead of the move, and in the origin:
    what they say is transcribed there alone. What the agents say in a consult is private until
    the caller is there.
    """
    return RoomMetadata(
        call_id=call.id,
        started_at=call.created_at,
        transcribe=transfer.state not in NOT_ACCEPTED,
        private=transfer.mode == TransferMode.CONSULT,
    )


def orders_of(call: Call, transfer: Transfer | None, room_name: str) -> RoomMetadata:
    """For one of the call's rooms. `transfer` is the open one.

    A call that has been introduced is in what was the destination.
    """
    if transfer is not None and room_name == transfer.destination_room != call.room_name:
        return destination_orders(call, transfer)
    return call_room_orders(call)


async def correct_orders(ctx: Context, rooms: Mapping[str, RoomMetadata | None]) -> None:
    """Change what is not as it should be. `rooms` are those that LiveKit has."""
    wanted = await _wanted(ctx, list(rooms))

    async def correct(name: str) -> None:
        call_id = wanted[name].call_id
        with kept_apart("room_orders_not_corrected", call_id=call_id):
            await ctx.rooms.update_metadata(name, wanted[name])
            log.info("room_orders_corrected", call_id=call_id)

    await for_each([name for name in wanted if rooms[name] != wanted[name]], correct)


async def _wanted(ctx: Context, names: list[str]) -> dict[str, RoomMetadata]:
    live = select(Call).where(Call.state != CallState.ENDED, Call.room_name.in_(names))
    moving = (
        select(Call, Transfer)
        .join(Transfer, Transfer.call_id == Call.id)
        .where(Transfer.ended_at.is_(None), Transfer.destination_room.in_(names))
    )
    async with ctx.db.read() as session:
        wanted = {
            transfer.destination_room: destination_orders(call, transfer)
            for call, transfer in await session.execute(moving)
        }
        # Last, since a call that has been introduced is in what was the destination.
        wanted |= {call.room_name: call_room_orders(call) for call in await session.scalars(live)}
    return wanted
