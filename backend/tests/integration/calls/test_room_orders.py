"""What the call worker is told to do in the two rooms of a transfer."""

from __future__ import annotations

from tests.support.call_center import CallCenter, move
from tests.support.waiting import until
from warm_transfer.services.livekit.rooms import RoomMetadata


async def transcribed(center: CallCenter) -> set[str]:
    """The rooms of the call in which what is said is written down."""
    rooms = await center.ctx.rooms.list_rooms()
    open_rooms = await center.open_rooms()
    return {name for name, told in rooms.items() if name in open_rooms and told and told.transcribe}


async def test_nothing_is_written_down_twice_while_the_target_is_rung(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    connection = await caller.connection()
    origin = connection["current"]["room_name"]
    offered = await ana.offer(bea)
    ahead = (await caller.connection())["destination"]  # asking does not change it either
    assert await transcribed(center) == {origin}

    await bea.accept(offered)

    async def in_both() -> bool:
        return await transcribed(center) == {origin, ahead["room_name"]}

    await until(in_both, "the destination is transcribed once the offer is accepted")
    await move(caller, ana, bea)
    assert ahead["room_name"] in await transcribed(center)


async def test_what_a_room_lost_is_put_right(center: CallCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    connection = await caller.connection()
    room_name = connection["current"]["room_name"]
    told = (await center.ctx.rooms.list_rooms())[room_name]
    assert told is not None
    await center.ctx.rooms.update_metadata(
        room_name, RoomMetadata(told.call_id, told.started_at, transcribe=False)
    )

    async def corrected() -> bool:
        return (await center.ctx.rooms.list_rooms())[room_name] == told

    await until(corrected, "the call's room is transcribed again")
