"""A caller left alone after a transfer: back in the queue, and whoever handed them over is rung."""

from __future__ import annotations

import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import Agent, CallCenter, move
from tests.support.participant import Json, Participant
from tests.support.whereabouts import assert_free
from warm_transfer.db.models import Call


async def handed_over(
    center: CallCenter, ana: Agent, bea: Agent, *, mode: str = "direct"
) -> Participant:
    """A caller whom Ana has handed over to Bea."""
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, mode=mode)
    await bea.accept(offered)
    if mode == "introduce":
        await move(caller, ana, bea)
        await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    else:
        await move(caller)
    await center.transfer_is(bea, offered, "completed")
    return caller


async def leave(agent: Agent, caller: Participant) -> None:
    await agent.post(f"/calls/{caller.call_id}/leave", expect=204)


async def seen_by(agent: Agent, caller: Participant) -> Json:
    return await agent.get(f"/calls/{caller.call_id}")


@pytest.mark.parametrize("mode", ["introduce", "direct"])
async def test_whoever_handed_the_call_over_is_rung_for_it(center: CallCenter, mode: str) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await handed_over(center, ana, bea, mode=mode)
    seen_until = (await center.events())[-1].id
    await leave(bea, caller)
    call = await seen_by(ana, caller)
    assert (call["state"], call["waiting_since"] is not None) == ("waiting", True)
    assert call["recall"]["agent_id"] == ana.id
    assert call["recall"]["until"] > call["waiting_since"]
    own = await caller.get("/calls/current")
    assert (own["status"], own["place_in_line"]) == ("waiting", 1)
    assert "recall" not in own

    told = [event for event in await center.events(after=seen_until) if event.call_id]
    assert [(event.type, event.audience) for event in told] == [("call.updated", "desk")]
    assert told[0].data["call"]["recall"] == call["recall"]
    assert [listed["id"] for listed in (await ana.get("/calls?state=waiting"))["items"]] == [
        caller.call_id
    ]


async def test_the_call_goes_back_to_them(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await handed_over(center, ana, bea)
    await leave(bea, caller)
    await ana.join(caller.call_id)
    call = await seen_by(ana, caller)
    assert (call["state"], call["recall"]) == ("active", None)
    back = await center.caller_sees(caller, lambda seen: seen["status"] == "connected")
    assert [agent["name"] for agent in back["agents"]] == ["Ana"]


async def test_they_do_not_take_it(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await handed_over(center, ana, bea)
    await leave(bea, caller)
    path = f"/calls/{caller.call_id}/recall/decline"
    await cem.post(path, expect=204)  # it is not Cem's to decline
    assert (await seen_by(ana, caller))["recall"] is not None
    await ana.post(path, expect=204)
    call = await seen_by(ana, caller)
    assert (call["state"], call["recall"]) == ("waiting", None)
    told = len(await center.events())
    await ana.post(path, expect=204)
    assert len(await center.events()) == told


async def test_they_do_not_answer(open_center: Open) -> None:
    center = await open_center(reconcile_interval_s=1)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await handed_over(center, ana, bea)
    await leave(bea, caller)
    async with center.ctx.db.unit_of_work() as uow:
        row = await uow.session.get_one(Call, caller.call_id)
        row.recall_until = uow.now
    call = await center.agent_sees(ana, caller.call_id, lambda seen: seen["recall"] is None)
    assert call["state"] == "waiting"
    last = [event for event in await center.events() if event.call_id][-1]
    assert last.data["call"]["recall"] is None


async def test_somebody_else_is_quicker(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await handed_over(center, ana, bea)
    await leave(bea, caller)
    await cem.join(caller.call_id)
    assert (await seen_by(ana, caller))["recall"] is None
    await assert_free(ana)


async def test_who_can_take_no_call_is_not_rung(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await handed_over(center, ana, bea)
    await ana.client.patch("/api/me", json={"presence": "away"})
    await leave(bea, caller)
    call = await seen_by(bea, caller)
    assert (call["state"], call["recall"]) == ("waiting", None)


async def test_who_is_being_asked_for_one_call_is_rung_for_no_other(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    first = await handed_over(center, ana, bea)
    await center.call_with(cem)
    offered = await cem.offer(ana)
    await leave(bea, first)
    assert (await seen_by(bea, first))["recall"] is None  # rung for Cem's
    await ana.step(offered, "decline")

    second = await handed_over(center, ana, bea)
    await leave(bea, second)
    assert (await seen_by(bea, second))["recall"]["agent_id"] == ana.id
    refused = await cem.offer_to({"agent_id": ana.id}, expect=409)
    assert refused["code"] == "agent_busy"
    several = await cem.offer(ana, bea, in_order=True)
    assert [offer["state"] for offer in several["target"]["offers"]] == ["not_asked", "ringing"]
    await cem.step(several, "cancel")
    await ana.post(f"/calls/{second.call_id}/recall/decline", expect=204)
    await cem.offer(ana)


async def test_who_has_taken_it_back_and_left_is_not_rung_again(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await handed_over(center, ana, bea)
    await leave(bea, caller)
    await ana.join(caller.call_id)
    await leave(ana, caller)
    call = await seen_by(ana, caller)
    assert (call["state"], call["recall"]) == ("waiting", None)


async def test_whoever_handed_it_over_last_is_rung(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await handed_over(center, ana, bea)
    again = await bea.offer(cem, mode="direct")
    await cem.accept(again)
    await move(caller)
    await leave(cem, caller)
    assert (await seen_by(ana, caller))["recall"]["agent_id"] == bea.id


async def test_the_same_when_the_agent_drops_out(open_center: Open) -> None:
    center = await open_center(agent_away_timeout_s=5, reconcile_interval_s=1)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await handed_over(center, ana, bea)
    await bea.disconnect()
    call = await center.agent_sees(ana, caller.call_id, lambda seen: seen["recall"] is not None)
    assert (call["state"], call["recall"]["agent_id"]) == ("waiting", ana.id)


async def test_a_call_that_nobody_handed_over_is_recalled_to_nobody(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    await bea.step(await ana.offer(bea), "decline")
    await leave(ana, caller)
    call = await seen_by(bea, caller)
    assert (call["state"], call["recall"]) == ("waiting", None)


async def test_a_caller_who_hangs_up_stops_the_ringing(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await handed_over(center, ana, bea)
    await leave(bea, caller)
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    call = await seen_by(ana, caller)
    assert (call["state"], call["recall"]) == ("ended", None)
