"""A direct transfer: the caller goes to the target, and the initiator is free at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.support.call_center import Agent, CallCenter, move, report_moved
from tests.support.participant import Json, Participant
from tests.support.waiting import until
from tests.support.whereabouts import assert_free, assert_still_with, hear_each_other, room_of


async def test_the_caller_moves_and_the_initiator_is_free_at_once(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, mode="direct")
    assert (offered["mode"], offered["hands_over"]) == ("direct", True)
    ahead = (await caller.connection())["destination"]
    assert ahead["expect"] == [f"agent-{bea.id}"]
    assert (await ana.connection())["destination"] is None

    joined = await bea.accept(offered)
    assert joined["transfer"]["state"] == "moving"
    assert (await ana.connection())["destination"] is None
    going = (await caller.connection())["destination"]
    assert going["expect"] == [bea.identity]
    await caller.connect(going)
    await report_moved(bea, offered["id"])
    assert (await ana.get("/me"))["presence"] == "busy"  # until the caller is with somebody
    await report_moved(caller, offered["id"])

    done = await bea.get(f"/transfers/{offered['id']}")
    assert (done["state"], done["outcome"], done["reason"]) == ("completed", "completed", None)
    await assert_free(ana)
    seen = await caller.get("/calls/current")
    assert (seen["status"], seen["transfer"]["state"]) == ("connected", "completed")
    assert [agent["name"] for agent in seen["agents"]] == ["Bea"]
    await hear_each_other(going["room_name"], caller, bea)
    call = await bea.get(f"/calls/{caller.call_id}")
    assert (call["state"], call["open_transfer_id"]) == ("active", None)

    async def origin_is_closed() -> bool:
        return await center.open_rooms() == {going["room_name"]}

    await until(origin_is_closed, "the origin is closed")
    # The free agent takes the next call.
    other = await center.caller("Ray")
    await ana.join(other.call_id)


async def test_to_whoever_has_the_room_id(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(mode="direct")
    await bea.enter_room_id(offered["room_id"])
    await move(caller)
    await center.transfer_is(bea, offered, "completed")
    await assert_free(ana)


async def test_the_initiator_need_not_wait_for_the_answer(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, mode="direct")
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    await bea.accept(offered)
    await move(caller)
    await center.transfer_is(bea, offered, "completed")
    assert (await caller.get("/calls/current"))["status"] == "connected"


async def declined(center: CallCenter, caller: Participant, ana: Agent, bea: Agent) -> Json:
    offered = await ana.offer(bea, mode="direct")
    return await bea.step(offered, "decline")


async def unanswered(center: CallCenter, caller: Participant, ana: Agent, bea: Agent) -> Json:
    offered = await ana.offer(bea, mode="direct")
    await center.make_overdue(offered)
    return offered


async def cancelled(center: CallCenter, caller: Participant, ana: Agent, bea: Agent) -> Json:
    offered = await ana.offer(bea, mode="direct")
    await bea.accept(offered)
    return await ana.step(offered, "cancel")


async def left_by_the_target(
    center: CallCenter, caller: Participant, ana: Agent, bea: Agent
) -> Json:
    offered = await ana.offer(bea, mode="direct")
    await bea.accept(offered)
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)
    return offered


async def not_got_to(center: CallCenter, caller: Participant, ana: Agent, bea: Agent) -> Json:
    offered = await ana.offer(bea, mode="direct")
    await bea.accept(offered)
    path = f"/transfers/{offered['id']}/move-failed"
    await caller.post(path, {"reason": "connect_failed"}, expect=204)
    return offered


async def too_slow(center: CallCenter, caller: Participant, ana: Agent, bea: Agent) -> Json:
    offered = await ana.offer(bea, mode="direct")
    await bea.accept(offered)
    await report_moved(bea, offered["id"])
    await center.make_overdue(offered)
    return offered


Mishap = Callable[[CallCenter, Participant, Agent, Agent], Awaitable[Json]]


@pytest.mark.parametrize(
    ("mishap", "outcome", "reason"),
    [
        (declined, "declined", "Bea declined."),
        (unanswered, "no_answer", "Bea did not answer."),
        (cancelled, "cancelled", "Ana cancelled."),
        (left_by_the_target, "failed", "Bea left."),
        (not_got_to, "failed", "Ines could not enter the new room"),
        (too_slow, "failed", "Could not be connected in time: Ines."),
    ],
)
async def test_the_initiator_stays_with_the_caller_when_it_fails(
    center: CallCenter, mishap: Mishap, outcome: str, reason: str
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    over = await center.transfer_is(ana, await mishap(center, caller, ana, bea), outcome)
    assert (over["outcome"], over["reason"]) == (outcome, reason)
    await assert_still_with(center, caller, ana, origin)
    await assert_free(bea)
