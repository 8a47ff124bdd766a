"""The agent who is rung enters the destination ahead, and hears nothing before they accept."""

from __future__ import annotations

import pytest

from tests.support.call_center import CallCenter, report_moved
from tests.support.participant import Json, Participant
from tests.support.waiting import until
from warm_transfer.services.livekit.rooms import LiveKitRooms


async def hears_the_caller(target: Participant, place: Json, caller: Participant) -> None:
    async def arrives() -> bool:
        return caller.identity in target.hears(place["room_name"])

    await until(arrives, "the target hears the caller")


async def test_nothing_is_heard_before_the_offer_is_accepted(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    place = await bea.post(f"/transfers/{offered['id']}/connection")
    await bea.connect(place, with_audio=False)
    for mover in (caller, ana):
        await mover.connect((await mover.connection())["destination"])
    told = await center.ctx.rooms.list_participants(place["room_name"])
    assert {person.identity for person in told} == {caller.identity, ana.identity, bea.identity}
    assert [person.can_listen for person in told if person.identity == bea.identity] == [False]
    assert bea.hears(place["room_name"]) == set()

    # The same connection hears the others from then on.
    await bea.post(f"/transfers/{offered['id']}/accept")
    await hears_the_caller(bea, place, caller)


async def test_a_connection_made_late_hears_the_call_all_the_same(
    center: CallCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    place = await bea.post(f"/transfers/{offered['id']}/connection")
    with monkeypatch.context() as lost:

        async def forgotten(*_told: str) -> None:
            """What a process that dies after its commit leaves undone."""

        lost.setattr(LiveKitRooms, "let_listen", forgotten)
        await bea.connect(place)
        await bea.post(f"/transfers/{offered['id']}/accept")
    await caller.connect((await caller.connection())["destination"])
    await hears_the_caller(bea, place, caller)


async def test_whoever_went_ahead_moves_like_the_others(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.connect(await bea.post(f"/transfers/{offered['id']}/connection"))
    await bea.post(f"/transfers/{offered['id']}/accept")
    for mover in (caller, ana):
        await mover.connect((await mover.connection())["destination"])
    for mover in (caller, ana, bea):
        await report_moved(mover, offered["id"])
    await center.transfer_is(bea, offered, "introducing")


async def test_declining_closes_what_was_entered_ahead(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    offered = await ana.offer(bea)
    place = await bea.post(f"/transfers/{offered['id']}/connection")
    await bea.connect(place)
    await bea.post(f"/transfers/{offered['id']}/decline", {})

    async def out() -> bool:
        return not bea.is_connected(place["room_name"])

    await until(out, "the destination is closed")
    answer = await bea.post(f"/transfers/{offered['id']}/connection", expect=409)
    assert answer["code"] == "transfer_state"
