"""A room that LiveKit cannot serve costs the other rooms, and other calls, nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import CallCenter
from tests.support.participant import Participant
from tests.support.refusing_livekit import RefusingLiveKit
from tests.support.waiting import until
from tests.support.whereabouts import room_of


@pytest.fixture
async def center(open_center: Open, front: RefusingLiveKit) -> CallCenter:
    return await open_center(reconcile_interval_s=1, livekit_api_url=front.url)


@pytest.fixture
async def rooms(center: CallCenter) -> tuple[str, str]:
    """Of two calls."""
    one, other = [await center.call_with(await center.agent(name)) for name in ("ana", "bea")]
    return await room_of(one), await room_of(other)


@pytest.fixture
async def ended(center: CallCenter) -> list[str]:
    """Rooms of two calls that have ended. LiveKit has them no more."""
    callers = [await center.caller(connected=False) for _ in range(2)]
    names = [await room_of(caller) for caller in callers]
    for caller in callers:
        await leave(center, caller)
    return names


async def leave(center: CallCenter, caller: Participant) -> None:
    room = await room_of(caller)
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    await is_closed(center, room)


async def is_closed(center: CallCenter, room: str) -> None:
    async def closed() -> bool:
        return room not in await center.open_rooms()

    await until(closed, "the room is closed")


async def spoil_orders(center: CallCenter, room: str) -> None:
    told = await center.orders(room)
    await center.livekit.rooms.update_metadata(room, replace(told, transcribe=False))


async def test_the_orders_of_the_others_are_put_right(
    center: CallCenter, front: RefusingLiveKit, rooms: tuple[str, str]
) -> None:
    for refused, served in (rooms, rooms[::-1]):  # whichever is looked at first
        front.refuse("UpdateRoomMetadata", refused)
        for room in rooms:
            await spoil_orders(center, room)

        async def corrected(room: str = served) -> bool:
            return (await center.orders(room)).transcribe

        await until(corrected, "the other call's room is transcribed again")
        assert not (await center.orders(refused)).transcribe


async def test_what_is_superfluous_is_closed(
    center: CallCenter, front: RefusingLiveKit, rooms: tuple[str, str], ended: list[str]
) -> None:
    """Also while another part of the same round fails."""
    front.refuse("UpdateRoomMetadata", rooms[0])
    await spoil_orders(center, rooms[0])
    await center.livekit.create_room(ended[0])
    await is_closed(center, ended[0])


async def test_the_other_superfluous_rooms_are_closed(
    center: CallCenter, front: RefusingLiveKit, ended: list[str]
) -> None:
    for refused, served in (ended, ended[::-1]):
        front.refuse("DeleteRoom", refused)
        for room in ended:
            await center.livekit.create_room(room)
        await is_closed(center, served)
        assert refused in await center.open_rooms()
