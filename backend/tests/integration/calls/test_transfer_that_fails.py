"""Transfers that do not come about: the caller keeps an agent, and it is said why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import Agent, CallCenter, move
from tests.support.participant import Json, Participant
from tests.support.waiting import until
from tests.support.whereabouts import assert_still_with, room_of


async def test_declined_with_a_reason(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea)
    answer = await bea.post(f"/transfers/{offered['id']}/decline", {"reason": "at lunch"})
    assert (answer["state"], answer["outcome"]) == ("declined", "declined")
    assert answer["reason"] == "Bea declined: at lunch"
    assert (await caller.get("/calls/current"))["transfer"] is None
    await assert_still_with(center, caller, ana, origin)
    assert await center.open_rooms() == {origin}
    assert await bea.open_transfers() == []


@pytest.mark.parametrize("to_agent", [True, False])
async def test_nobody_answers(open_center: Open, to_agent: bool) -> None:
    center = await open_center(offer_timeout_s=5, room_id_timeout_s=30)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea) if to_agent else await ana.offer()
    if not to_agent:
        await center.make_overdue(offered)
    over = await center.transfer_is(ana, offered, "no_answer")
    assert over["reason"] in ("Bea did not answer.", "Nobody joined with the room ID in time.")
    assert to_agent == over["reason"].startswith("Bea")
    await assert_still_with(center, caller, ana, origin)
    late = await bea.post(f"/transfers/{offered['id']}/accept", expect=409 if to_agent else 404)
    if to_agent:
        assert (late["code"], late["transfer"]["state"]) == ("transfer_state", "no_answer")


async def nobody_moves(caller: Participant, ana: Agent, bea: Agent, offered: Json) -> None:
    pass


async def target_accepts(caller: Participant, ana: Agent, bea: Agent, offered: Json) -> None:
    await bea.accept(offered)


async def caller_moves_too(caller: Participant, ana: Agent, bea: Agent, offered: Json) -> None:
    await bea.accept(offered)
    await move(caller)


Preparation = Callable[[Participant, Agent, Agent, Json], Awaitable[None]]


@pytest.mark.parametrize("prepare", [nobody_moves, target_accepts, caller_moves_too])
async def test_cancelled_before_the_move_is_done(center: CallCenter, prepare: Preparation) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea)
    await prepare(caller, ana, bea, offered)
    answer = await ana.post(f"/transfers/{offered['id']}/cancel")
    assert (answer["outcome"], answer["reason"]) == ("cancelled", "Ana cancelled.")
    await assert_still_with(center, caller, ana, origin)
    assert (await bea.get("/me"))["presence"] == "available"
    assert await center.open_rooms() == {origin}


async def test_the_deadline_of_the_move_passes(open_center: Open) -> None:
    center = await open_center(move_timeout_s=5)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await move(caller)
    over = await center.transfer_is(ana, offered, "failed")
    assert over["reason"] == "Could not be connected in time: Ana."
    await assert_still_with(center, caller, ana, origin)
    assert caller.nudges[-1]["state"] == "reverting"


@pytest.mark.parametrize("mover", ["caller", "ana", "bea"])
async def test_a_mover_cannot_get_there(center: CallCenter, mover: str) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    who, name = {"caller": (caller, "Ines"), "ana": (ana, "Ana"), "bea": (bea, "Bea")}[mover]
    path = f"/transfers/{offered['id']}/move-failed"
    await who.post(path, {"reason": "no audio came"}, expect=204)
    over = await ana.get(f"/transfers/{offered['id']}")
    assert (over["outcome"], over["reason"]) == (
        "failed",
        f"{name} could not be connected: no audio came",
    )
    await assert_still_with(center, caller, ana, origin)
    moved = await ana.post(f"/transfers/{offered['id']}/moved", expect=409)
    assert moved["transfer"]["state"] == "failed"


async def test_what_our_pages_report_is_said_in_words(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await caller.post(f"/transfers/{offered['id']}/move-failed", {"reason": "timeout"}, expect=204)
    over = await ana.get(f"/transfers/{offered['id']}")
    assert over["reason"] == "Ines did not hear everybody in the new room in time"


async def test_the_target_leaves_during_the_move(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)
    over = await ana.get(f"/transfers/{offered['id']}")
    assert (over["outcome"], over["reason"]) == ("failed", "Bea left.")
    await assert_still_with(center, caller, ana, origin)


@pytest.mark.parametrize(
    ("who_ends_it", "outcome"), [("ana cancels", "cancelled"), ("bea leaves", "failed")]
)
async def test_once_introduced_the_caller_stays_with_the_initiator_in_the_destination(
    center: CallCenter, who_ends_it: str, outcome: str
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    await move(caller, ana, bea)
    destination = await room_of(caller)
    if who_ends_it == "ana cancels":
        await ana.post(f"/transfers/{offered['id']}/cancel")
    else:
        await bea.post(f"/calls/{caller.call_id}/leave", expect=204)
    over = await ana.get(f"/transfers/{offered['id']}")
    assert (over["state"], over["outcome"]) == (outcome, outcome)
    await assert_still_with(center, caller, ana, destination)

    async def target_is_out() -> bool:
        return not bea.is_connected(destination)

    await until(target_is_out, "the target is disconnected")


async def test_back_to_the_queue_when_both_agents_are_gone(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    await bea.post(f"/transfers/{offered['id']}/decline", {})
    call = await bea.get(f"/calls/{caller.call_id}")
    assert (call["state"], call["open_transfer_id"]) == ("waiting", None)
    assert (await caller.get("/calls/current"))["place_in_line"] == 1


@pytest.mark.parametrize("prepare", [nobody_moves, target_accepts, caller_moves_too])
async def test_a_caller_who_hangs_up_ends_it_for_all(
    center: CallCenter, prepare: Preparation
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await prepare(caller, ana, bea, offered)
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    over = await ana.get(f"/transfers/{offered['id']}")
    assert (over["state"], over["outcome"]) == ("caller_left", "caller_left")
    assert await center.open_rooms() == set()
    for agent in (ana, bea):
        assert (await agent.get("/me"))["presence"] == "available"
    told = [event for event in await center.events() if event.type == "transfer.caller_left"]
    assert [set(event.agent_ids) for event in told] == [{ana.id, bea.id}]


async def test_whom_a_call_cannot_be_offered_to(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller, other = await center.call_with(ana), await center.call_with(bea)
    away = await center.agent("dan")
    await away.client.patch("/api/me", json={"presence": "away"})
    offline = await center.api.agent("eva")
    path = f"/calls/{caller.call_id}/transfers"

    async def refusal(target: Json, status: int) -> str:
        return str((await ana.post(path, {"target": target}, expect=status))["code"])

    assert await refusal({"agent_id": ana.id}, 422) == "own_transfer"
    assert await refusal({"agent_id": "nobody"}, 404) == "agent_not_found"
    assert await refusal({"agent_id": bea.id}, 409) == "agent_busy"
    assert await refusal({"agent_id": away.id}, 409) == "agent_away"
    assert await refusal({"agent_id": offline.id}, 409) == "agent_offline"
    await bea.offer(cem)
    assert await refusal({"agent_id": cem.id}, 409) == "agent_busy"
    not_mine = await cem.post(path, {"target": {"open": True}}, expect=403)
    assert not_mine["code"] == "not_in_call"
    assert other.call_id != caller.call_id


async def test_one_open_transfer_per_call(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    first = await ana.offer(bea)
    path = f"/calls/{caller.call_id}/transfers"
    refused = await ana.post(path, {"target": {"open": True}}, expect=409)
    assert (refused["code"], refused["transfer"]["id"]) == ("transfer_open", first["id"])


async def test_who_is_in_a_call_cannot_take_another(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    other = await center.caller()
    offered = await ana.offer(bea)
    await bea.join(other.call_id)
    refused = await bea.post(f"/transfers/{offered['id']}/accept", expect=409)
    assert (refused["code"], refused["call_id"]) == ("already_in_call", other.call_id)
    assert (await ana.get(f"/transfers/{offered['id']}"))["state"] == "offered"
    declined = await bea.post(f"/transfers/{offered['id']}/decline", {})
    assert declined["outcome"] == "declined"
