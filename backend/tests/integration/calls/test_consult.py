"""A consult: the agents talk in the destination while the caller is on hold in the origin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import Agent, CallCenter, begin_consult, move, report_moved
from tests.support.participant import Json, Participant
from tests.support.waiting import until
from tests.support.whereabouts import (
    assert_free,
    assert_still_with,
    hear_each_other,
    people_in,
    room_of,
)


async def paused_consult(center: CallCenter, ana: Agent, bea: Agent) -> Json:
    """One in which the initiator is with the caller again, and the target waits."""
    return await ana.step(await begin_consult(center, ana, bea), "return")


Begin = Callable[[CallCenter, Agent, Agent], Awaitable[Json]]

both_ways_to_be_in_a_consult = pytest.mark.parametrize("begin", [begin_consult, paused_consult])


async def test_the_agents_talk_in_the_destination_and_the_caller_is_on_hold(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea, mode="consult")
    assert offered["mode"] == "consult"
    assert (await caller.connection())["destination"] is None  # nor may they go ahead
    ahead = (await ana.connection())["destination"]
    assert ahead["expect"] == [f"agent-{bea.id}"]

    joined = await bea.accept(offered)
    assert joined["transfer"]["state"] == "consulting"
    assert joined["transfer"]["deadline_at"] is not None
    destination = joined["connection"]["current"]["room_name"]
    assert destination == ahead["room_name"]
    going = (await ana.connection())["destination"]
    assert (going["room_name"], going["expect"]) == (destination, [bea.identity])
    await ana.connect(going)
    for agent in (ana, bea):
        await report_moved(agent, offered["id"])

    await hear_each_other(destination, ana, bea)
    assert await people_in(center, destination) == {ana.identity, bea.identity}
    assert caller.is_connected(origin)
    consulting = await ana.get(f"/transfers/{offered['id']}")
    assert (consulting["state"], consulting["hands_over"]) == ("consulting", False)
    assert set(consulting["moved"]) == {ana.identity, bea.identity}

    seen = await caller.get("/calls/current")
    assert (seen["status"], seen["held_since"] is not None) == ("on_hold", True)
    place = await caller.connection()
    assert (place["current"]["room_name"], place["destination"]) == (origin, None)
    await caller.post(f"/transfers/{offered['id']}/moved", expect=409)
    held = await center.orders(origin)
    assert (held.music, held.transcribe) == (True, False)
    consult = await center.orders(destination)
    assert (consult.music, consult.transcribe, consult.private) == (False, True, True)


async def test_one_goes_to_and_fro_as_often_as_one_likes(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    consulting = await begin_consult(center, ana, bea)
    for _ in range(3):
        back = await ana.step(consulting, "return")
        assert back["state"] == "consult_paused"
        seen = await caller.get("/calls/current")
        assert (seen["status"], seen["held_since"]) == ("connected", None)
        assert [agent["name"] for agent in seen["agents"]] == ["Ana"]
        orders = await center.orders(origin)
        assert (orders.music, orders.transcribe) == (False, True)
        assert (await caller.connection())["destination"] is None
        again = await ana.step(consulting, "return", expect=409)
        assert (again["code"], again["transfer"]["state"]) == ("transfer_state", "consult_paused")

        gone = await ana.step(consulting, "consult")
        assert gone["state"] == "consulting"
        assert gone["deadline_at"] > back["deadline_at"]
        assert (await caller.get("/calls/current"))["status"] == "on_hold"
        assert (await center.orders(origin)).music
        again = await ana.step(consulting, "consult", expect=409)
        assert again["transfer"]["state"] == "consulting"
    await hear_each_other(await room_of(bea), ana, bea)


@both_ways_to_be_in_a_consult
async def test_the_caller_is_brought_in(center: CallCenter, begin: Begin) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin(center, ana, bea)
    moving = await ana.step(consult, "bring-in")
    assert (moving["state"], moving["hands_over"]) == ("moving", False)
    seen = await caller.get("/calls/current")
    assert seen["status"] == "being_transferred"
    assert (seen["transfer"]["from_name"], seen["transfer"]["to_name"]) == ("Ana", "Bea")
    going = (await caller.connection())["destination"]
    assert set(going["expect"]) == {ana.identity, bea.identity}
    follows = (await ana.connection())["destination"]
    assert set(follows["expect"]) == {caller.identity, bea.identity}

    await caller.connect(going)
    await report_moved(caller, consult["id"])
    await center.transfer_is(ana, consult, "introducing")
    await hear_each_other(going["room_name"], caller, ana, bea)
    seen = await caller.get("/calls/current")
    assert (seen["status"], seen["held_since"]) == ("connected", None)
    assert [agent["name"] for agent in seen["agents"]] == ["Ana", "Bea"]
    orders = await center.orders(going["room_name"])
    assert (orders.music, orders.transcribe, orders.private) == (False, True, False)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    await center.transfer_is(bea, consult, "completed")


@both_ways_to_be_in_a_consult
async def test_the_caller_is_handed_over(center: CallCenter, begin: Begin) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin(center, ana, bea)
    moving = await ana.step(consult, "hand-over")
    assert (moving["state"], moving["hands_over"]) == ("moving", True)
    going = (await caller.connection())["destination"]
    assert going["expect"] == [bea.identity]
    assert (await ana.connection())["destination"] is None
    await caller.connect(going)
    await report_moved(caller, consult["id"])

    done = await bea.get(f"/transfers/{consult['id']}")
    assert (done["state"], done["outcome"], done["reason"]) == ("completed", "completed", None)
    await assert_free(ana)
    seen = await caller.get("/calls/current")
    assert (seen["status"], seen["held_since"]) == ("connected", None)
    assert [agent["name"] for agent in seen["agents"]] == ["Bea"]
    assert not (await center.orders(going["room_name"])).private

    async def ana_is_out() -> bool:
        return await people_in(center, going["room_name"]) == {caller.identity, bea.identity}

    await until(ana_is_out, "LiveKit disconnects who has handed over")
    refused = await ana.post(f"/calls/{caller.call_id}/connection", expect=403)
    assert refused["code"] == "not_in_call"


@both_ways_to_be_in_a_consult
async def test_a_consult_is_cancelled(center: CallCenter, begin: Begin) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    consult = await begin(center, ana, bea)
    over = await ana.step(consult, "cancel")
    assert (over["outcome"], over["reason"]) == ("cancelled", "Ana cancelled.")
    await assert_still_with(center, caller, ana, origin)
    await assert_free(bea)
    assert await center.open_rooms() == {origin}
    orders = await center.orders(origin)
    assert (orders.music, orders.transcribe) == (False, True)


@both_ways_to_be_in_a_consult
async def test_the_target_leaves_a_consult(center: CallCenter, begin: Begin) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    consult = await begin(center, ana, bea)
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)
    over = await ana.get(f"/transfers/{consult['id']}")
    assert (over["outcome"], over["reason"]) == ("failed", "Bea left.")
    await assert_still_with(center, caller, ana, origin)
    await assert_free(bea)


async def test_the_target_drops_out_of_a_consult(open_center: Open) -> None:
    center = await open_center(agent_away_timeout_s=5, reconcile_interval_s=1)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    consult = await begin_consult(center, ana, bea)
    await bea.disconnect()
    over = await center.transfer_is(ana, consult, "failed")
    assert over["reason"] == "Bea left."
    await assert_still_with(center, caller, ana, origin)


async def bea_gets_the_caller(center: CallCenter, caller: Participant, bea: Agent) -> None:
    """Without anybody else's doing: their pages do what they are told."""
    going = (await caller.connection())["destination"]
    assert going["expect"] == [bea.identity]
    await move(caller)
    seen = await center.caller_sees(caller, lambda call: call["status"] == "connected")
    assert [agent["name"] for agent in seen["agents"]] == ["Bea"]
    assert seen["held_since"] is None


@both_ways_to_be_in_a_consult
async def test_the_target_gets_the_caller_when_the_initiator_leaves(
    center: CallCenter, begin: Begin
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin(center, ana, bea)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    moving = await bea.get(f"/transfers/{consult['id']}")
    assert (moving["state"], moving["hands_over"]) == ("moving", True)
    await bea_gets_the_caller(center, caller, bea)
    await center.transfer_is(bea, consult, "completed")


async def test_the_target_gets_the_caller_when_the_initiator_drops_out(open_center: Open) -> None:
    center = await open_center(agent_away_timeout_s=5, reconcile_interval_s=1)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin_consult(center, ana, bea)
    await ana.disconnect()
    await center.transfer_is(bea, consult, "moving")
    await bea_gets_the_caller(center, caller, bea)
    await center.transfer_is(bea, consult, "completed")


@pytest.mark.parametrize("leaves", [True, False])
async def test_nobody_is_there_to_consult_with(center: CallCenter, leaves: bool) -> None:
    """The initiator was gone when the target accepted: the caller goes to them at once."""
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, mode="consult")
    if leaves:
        await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    else:
        await ana.disconnect()
        await center.caller_sees(caller, lambda call: not call["agents"])
    joined = await bea.accept(offered)
    assert (joined["transfer"]["state"], joined["transfer"]["hands_over"]) == ("moving", True)
    await bea_gets_the_caller(center, caller, bea)
    await center.transfer_is(bea, offered, "completed")


@both_ways_to_be_in_a_consult
async def test_a_caller_who_hangs_up_ends_a_consult(center: CallCenter, begin: Begin) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin(center, ana, bea)
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    over = await bea.get(f"/transfers/{consult['id']}")
    assert (over["state"], over["outcome"]) == ("caller_left", "caller_left")
    told = [event for event in await center.events() if event.type == "transfer.caller_left"]
    assert [set(event.agent_ids) for event in told] == [{ana.id, bea.id}]
    assert await center.open_rooms() == set()
    for agent in (ana, bea):
        await assert_free(agent)


@both_ways_to_be_in_a_consult
async def test_a_consult_takes_too_long(center: CallCenter, begin: Begin) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    consult = await begin(center, ana, bea)
    await center.make_overdue(consult)
    over = await center.transfer_is(ana, consult, "failed")
    assert over["reason"] == "The consult took too long. The caller is back."
    await assert_still_with(center, caller, ana, origin)
    await assert_free(bea)


async def test_a_consult_that_the_initiator_cannot_get_to(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea, mode="consult")
    await bea.accept(offered)
    path = f"/transfers/{offered['id']}/move-failed"
    await caller.post(path, {"reason": "timeout"}, expect=204)  # they were not to move
    assert (await ana.get(f"/transfers/{offered['id']}"))["state"] == "consulting"
    await ana.post(path, {"reason": "connect_failed"}, expect=204)
    over = await center.transfer_is(ana, offered, "failed")
    assert over["reason"] == "Ana could not enter the new room"
    await assert_still_with(center, caller, ana, origin)


async def test_the_caller_who_cannot_get_there_is_back_with_the_initiator(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    consult = await begin_consult(center, ana, bea)
    await ana.step(consult, "hand-over")
    path = f"/transfers/{consult['id']}/move-failed"
    await caller.post(path, {"reason": "timeout"}, expect=204)
    over = await center.transfer_is(ana, consult, "failed")
    assert over["reason"] == "Ines did not hear everybody in the new room in time"
    await assert_still_with(center, caller, ana, origin)
    assert not (await center.orders(origin)).music


async def test_only_the_initiator_decides_in_a_consult(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    consult = await begin_consult(center, ana, bea)
    for verb in ("return", "consult", "bring-in", "hand-over"):
        assert (await bea.step(consult, verb, expect=403))["code"] == "not_initiator"
        assert (await cem.step(consult, verb, expect=404))["code"] == "transfer_not_found"
    assert (await ana.get(f"/transfers/{consult['id']}"))["state"] == "consulting"


@pytest.mark.parametrize("mode", ["introduce", "direct"])
async def test_what_is_no_consult_has_none_of_its_steps(center: CallCenter, mode: str) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    offered = await ana.offer(bea, mode=mode)
    for state in ("offered", "moving"):
        for verb in ("return", "consult", "bring-in", "hand-over"):
            refused = await ana.step(offered, verb, expect=409)
            assert (refused["code"], refused["transfer"]["state"]) == ("transfer_state", state)
        if state == "offered":
            await bea.accept(offered)


@both_ways_to_be_in_a_consult
async def test_a_caller_is_told_of_hold_and_of_no_consult(center: CallCenter, begin: Begin) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin(center, ana, bea)
    await ana.step(consult, "cancel")
    told = [event.caller_data["call"] for event in await center.events() if event.caller_data]
    assert "on_hold" in {call["status"] for call in told}
    assert {call["transfer"] for call in told if call["transfer"]} == set()
    for words in ("Bea", "consult", "Wants a refund", consult["id"], consult["room_id"]):
        assert words not in str(told)
    assert (await caller.get(f"/calls/{caller.call_id}/caller"))["transfer"] is None

    async def ana_was_nudged() -> bool:
        return bool(ana.nudges) and ana.nudges[-1]["state"] == "reverting"

    await until(ana_was_nudged, lambda: f"the data messages arrive: {ana.nudges}")
    assert caller.nudges == []


async def test_a_caller_who_is_brought_in_is_told_from_then_on(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    consult = await begin_consult(center, ana, bea)
    seen_until = (await center.events())[-1].id
    moving = await ana.step(consult, "bring-in")
    told = [event.caller_data for event in await center.events(after=seen_until)]
    *before, now = [data["call"]["status"] for data in told if data]
    assert now == "being_transferred"
    assert set(before) <= {"on_hold"}  # until a moment ago

    async def nudged() -> bool:
        return bool(caller.nudges)

    await until(nudged, "the caller's page is told by data message too")
    nudge = {"transfer_id": consult["id"], "state": "moving", "version": moving["version"]}
    assert caller.nudges == [nudge]
