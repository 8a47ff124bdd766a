"""A destination that LiveKit has lost is made again when its people ask for their connection."""

from __future__ import annotations

import pytest

from tests.support.call_center import CallCenter, begin_consult, move
from tests.support.participant import Participant
from tests.support.whereabouts import room_of
from warm_transfer.services.livekit.rooms import RoomMetadata


async def made_again(center: CallCenter, room: str, *, by: Participant) -> RoomMetadata:
    """What its call worker is told before anybody corrects that, which is done every second."""
    await center.livekit.rooms.delete_room(room)
    assert room not in await center.open_rooms()
    assert await room_of(by) == room
    return await center.orders(room)


@pytest.mark.parametrize("verbs", [(), ("return",), ("bring-in",), ("hand-over",)], ids="/".join)
async def test_what_the_target_of_a_consult_says_stays_private(
    center: CallCenter, verbs: tuple[str, ...]
) -> None:
    """Whether the agents are consulting, the initiator is with the caller, or the call moves."""
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    consult = await begin_consult(center, ana, bea)
    for verb in verbs:
        await ana.step(consult, verb)
    told = await made_again(center, await room_of(bea), by=bea)
    assert (told.transcribe, told.private, told.music) == (True, True, False)


async def test_the_caller_who_has_come_there_is_transcribed_as_ever(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin_consult(center, ana, bea)
    await ana.step(consult, "bring-in")
    await move(caller, ana)
    await center.transfer_is(ana, consult, "introducing")
    told = await made_again(center, await room_of(bea), by=bea)
    assert (told.transcribe, told.private, told.music) == (True, False, False)
