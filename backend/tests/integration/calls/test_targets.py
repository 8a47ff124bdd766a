"""Offering a call to several: one after the other, all at once, a team, whoever has the room ID."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.support.call_center import Agent, CallCenter, move
from tests.support.participant import Json
from tests.support.waiting import until
from tests.support.whereabouts import assert_free, assert_still_with, room_of
from warm_transfer.db.models import TransferOffer
from warm_transfer.domain.offers import OfferState


def states(transfer: Json) -> dict[str, str]:
    """What has become of each agent's offer, in the order in which they are asked."""
    return {offer["name"]: offer["state"] for offer in transfer["target"]["offers"]}


async def seen_by(agent: Agent, transfer: Json) -> Json:
    return await agent.get(f"/transfers/{transfer['id']}")


async def is_rung(agent: Agent) -> bool:
    return bool(await agent.open_transfers())


async def told_states(center: CallCenter, agent: Agent) -> list[str]:
    """The states of the transfers that this agent's page was told of, by events."""
    return [
        event.data["transfer"]["state"]
        for event in await center.events()
        if event.transfer_id and agent.id in event.agent_ids
    ]


async def test_a_list_is_asked_in_its_order(center: CallCenter) -> None:
    ana, bea, cem, dan = [await center.agent(name) for name in ("ana", "bea", "cem", "dan")]
    caller = await center.call_with(ana)
    offered = await ana.offer(dan, bea, cem, in_order=True)
    assert offered["target"]["kind"] == "any_of"
    assert offered["target"]["agent_id"] is None
    assert states(offered) == {"Dan": "ringing", "Bea": "waiting", "Cem": "waiting"}
    assert [await is_rung(agent) for agent in (dan, bea, cem)] == [True, False, False]
    # Nobody knows whom to expect: the movers wait for the answer.
    assert (await caller.connection())["destination"] is None
    for waits in (bea, cem):
        await waits.get(f"/transfers/{offered['id']}", expect=404)
        await waits.step(offered, "accept", expect=404)
        await waits.step(offered, "decline", expect=404)
        await waits.post(f"/rooms/{offered['room_id']}/join", expect=404)

    after = await dan.step(offered, "decline")
    assert (after["state"], after["deadline_at"] > offered["deadline_at"]) == ("offered", True)
    assert states(after) == {"Dan": "declined", "Bea": "ringing", "Cem": "waiting"}
    assert [await is_rung(agent) for agent in (dan, bea, cem)] == [False, True, False]

    await center.make_overdue(offered)
    await center.transfer_sees(ana, offered, lambda seen: states(seen)["Bea"] == "no_answer")
    assert states(await seen_by(ana, offered))["Cem"] == "ringing"
    joined = await cem.accept(offered)
    assert states(joined["transfer"]) == {
        "Dan": "declined",
        "Bea": "no_answer",
        "Cem": "accepted",
    }
    assert joined["transfer"]["target"]["agent_id"] == cem.id
    assert joined["transfer"]["target"]["name"] == "Cem"
    await move(caller, ana, cem)
    await center.transfer_is(ana, offered, "introducing")
    for agent in (dan, bea):
        await assert_free(agent)


async def test_all_at_once_and_one_has_it(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=False)
    assert states(offered) == {"Bea": "ringing", "Cem": "ringing"}
    assert offered["target"]["name"] == "Bea or Cem"
    assert [await is_rung(agent) for agent in (bea, cem)] == [True, True]
    joined = await cem.accept(offered)
    assert states(joined["transfer"]) == {"Bea": "withdrawn", "Cem": "accepted"}

    late = await bea.step(offered, "accept", expect=409)
    assert (late["code"], late["transfer"]["target"]["name"]) == ("transfer_state", "Cem")
    await bea.step(offered, "decline", expect=409)
    assert not await is_rung(bea)
    assert (await told_states(center, bea))[-1] == "moving"  # which stops the ringing on her page
    await assert_free(bea)
    await move(caller, ana, cem)
    await center.transfer_is(ana, offered, "introducing")
    assert (await told_states(center, bea))[-1] == "moving"  # the rest is no business of hers


async def test_one_of_them_says_no_and_the_others_ring_on_as_long_as_before(
    center: CallCenter,
) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=False)
    after = await bea.step(offered, "decline")
    assert states(after) == {"Bea": "declined", "Cem": "ringing"}
    assert after["deadline_at"] == offered["deadline_at"]
    assert not await is_rung(bea)
    assert await is_rung(cem)
    over = await cem.step(offered, "decline")
    assert (over["outcome"], over["reason"]) == ("declined", "Cem declined.")


@pytest.mark.parametrize("in_order", [True, False])
async def test_who_has_said_no_cannot_say_anything_else(center: CallCenter, in_order: bool) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=in_order)
    declined = await bea.step(offered, "decline")
    for verb in ("accept", "decline"):
        refused = await bea.step(offered, verb, expect=409)
        assert refused["code"] == "transfer_state"
        assert states(refused["transfer"]) == {"Bea": "declined", "Cem": "ringing"}
    await bea.post(f"/rooms/{offered['room_id']}/join", expect=404)
    assert (await seen_by(ana, offered))["version"] == declined["version"]
    await assert_free(bea)


async def test_who_did_not_answer_in_time_is_too_late(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=True)
    await center.make_overdue(offered)
    passed_on = await center.transfer_sees(
        ana, offered, lambda seen: states(seen)["Cem"] == "ringing"
    )
    for verb in ("accept", "decline"):
        assert (await bea.step(offered, verb, expect=409))["code"] == "transfer_state"
    assert await seen_by(ana, offered) == passed_on
    assert states(passed_on)["Bea"] == "no_answer"
    assert (await told_states(center, bea))[-1] == "offered"
    assert not await is_rung(bea)


@pytest.mark.parametrize(
    ("in_order", "outcome", "reason"),
    [(True, "declined", "Cem declined."), (False, "no_answer", "Nobody answered.")],
)
async def test_nobody_takes_it(
    center: CallCenter, in_order: bool, outcome: str, reason: str
) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    origin = await room_of(caller)
    offered = await ana.offer(bea, cem, in_order=in_order)
    await center.make_overdue(offered)
    if in_order:
        await center.transfer_sees(ana, offered, lambda seen: states(seen)["Cem"] == "ringing")
        await cem.step(offered, "decline")
    over = await center.transfer_is(ana, offered, outcome)
    assert (over["outcome"], over["reason"]) == (outcome, reason)
    assert set(states(over).values()) <= {"declined", "no_answer"}
    await assert_still_with(center, caller, ana, origin)


async def test_cancelling_stops_everybodys_ringing(center: CallCenter) -> None:
    ana, bea, cem, dan = [await center.agent(name) for name in ("ana", "bea", "cem", "dan")]
    await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=False)
    over = await ana.step(offered, "cancel")
    assert states(over) == {"Bea": "withdrawn", "Cem": "withdrawn"}
    for agent in (bea, cem):
        assert not await is_rung(agent)
        assert "reverting" in await told_states(center, agent)
    listed = await ana.offer(bea, dan, in_order=True)
    over = await ana.step(listed, "cancel")
    assert states(over) == {"Bea": "withdrawn", "Dan": "not_asked"}


async def test_a_caller_who_hangs_up_stops_everybodys_ringing(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=False)
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    assert states(await seen_by(ana, offered)) == {"Bea": "withdrawn", "Cem": "withdrawn"}
    for agent in (bea, cem):
        assert not await is_rung(agent)
        assert (await told_states(center, agent))[-1] == "caller_left"


async def test_a_team_is_rung_but_for_those_who_cannot(center: CallCenter) -> None:
    ana = await center.agent("ana", team="Billing")
    bea = await center.agent("bea", team="Billing")
    cem = await center.agent("cem", team="Billing")
    dan = await center.agent("dan", team="Billing")
    eva = await center.agent("eva", team="Sales")
    await dan.client.patch("/api/me", json={"presence": "away"})
    caller = await center.call_with(ana)
    offered = await ana.offer_to({"team": "Billing"})
    assert (offered["target"]["kind"], offered["target"]["name"]) == ("team", "Billing")
    assert states(offered) == {"Bea": "ringing", "Cem": "ringing", "Dan": "not_asked"}
    await eva.step(offered, "accept", expect=404)
    await dan.step(offered, "accept", expect=404)
    await bea.accept(offered)
    assert not await is_rung(cem)
    await move(caller, ana, bea)
    seen = await caller.get("/calls/current")
    assert (seen["transfer"]["to_name"], seen["transfer"]["to_team"]) == ("Bea", "Billing")


async def test_who_cannot_take_it_is_passed_over(center: CallCenter) -> None:
    ana, bea, cem, dan = [await center.agent(name) for name in ("ana", "bea", "cem", "dan")]
    eva = await center.api.agent("eva")  # whose page is not open
    await center.call_with(ana)
    await center.call_with(bea)
    await cem.client.patch("/api/me", json={"presence": "away"})
    await bea.offer(dan)  # rung for another call
    fay = await center.agent("fay")
    ids = [eva.id, bea.id, cem.id, dan.id, fay.id]
    offered = await ana.offer_to({"any_of": ids, "in_order": True})
    assert states(offered) == {
        "Eva": "not_asked",
        "Bea": "not_asked",
        "Cem": "not_asked",
        "Dan": "not_asked",
        "Fay": "ringing",
    }
    assert [transfer["id"] for transfer in await fay.open_transfers()] == [offered["id"]]


async def test_who_has_become_busy_when_their_turn_comes_is_passed_over(
    center: CallCenter,
) -> None:
    ana, bea, cem, dan = [await center.agent(name) for name in ("ana", "bea", "cem", "dan")]
    await center.call_with(ana)
    offered = await ana.offer(bea, cem, dan, in_order=True)
    await center.call_with(cem)
    after = await bea.step(offered, "decline")
    assert states(after) == {"Bea": "declined", "Cem": "not_asked", "Dan": "ringing"}


async def test_nobody_is_available(center: CallCenter) -> None:
    ana = await center.agent("ana", team="Billing")
    bea = await center.agent("bea", team="Sales")
    caller = await center.call_with(ana)
    await center.call_with(bea)
    for wish in ({"any_of": [bea.id]}, {"any_of": [bea.id], "in_order": True}, {"team": "Sales"}):
        refused = await ana.offer_to(wish, expect=409)
        assert refused["code"] == "nobody_available"
    refused = await ana.offer_to({"team": "Billing"}, expect=409)  # of which she is all
    assert refused["code"] == "nobody_available"
    detail = await ana.get(f"/calls/{caller.call_id}")
    assert (detail["transfers"], detail["open_transfer_id"]) == ([], None)


async def test_targets_that_make_no_sense(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    refusals: list[tuple[Json, int, str]] = [
        ({"any_of": [bea.id, ana.id]}, 422, "own_transfer"),
        ({"any_of": [bea.id, "nobody"]}, 404, "agent_not_found"),
        ({"team": "Nowhere"}, 404, "team_not_found"),
        ({"any_of": []}, 422, "invalid_request"),
        ({"any_of": [bea.id], "team": "Billing"}, 422, "invalid_request"),
    ]
    for wish, status, code in refusals:
        assert (await ana.offer_to(wish, expect=status))["code"] == code
    # Whoever is named twice is asked once.
    offered = await ana.offer_to({"any_of": [bea.id, bea.id]})
    assert states(offered) == {"Bea": "ringing"}


async def test_the_database_allows_one_open_offer_per_agent(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    await ana.offer(cem)
    await center.call_with(bea)
    second = await bea.offer()
    both = TransferOffer(
        transfer_id=second["id"], agent_id=cem.id, position=0, state=OfferState.RINGING
    )
    async with center.ctx.db.unit_of_work() as uow:
        uow.session.add(both)
        with pytest.raises(IntegrityError):
            await uow.session.flush()
        await uow.session.rollback()


async def test_the_room_id_works_for_each_of_those_who_are_rung(center: CallCenter) -> None:
    ana, bea, cem, dan = [await center.agent(name) for name in ("ana", "bea", "cem", "dan")]
    await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=False)
    await dan.post(f"/rooms/{offered['room_id']}/join", expect=404)
    joined = await cem.enter_room_id(offered["room_id"])
    assert states(joined["transfer"]) == {"Bea": "withdrawn", "Cem": "accepted"}
    await bea.post(f"/rooms/{offered['room_id']}/join", expect=404)


async def test_each_of_those_who_are_rung_may_go_ahead_and_hears_nothing(
    center: CallCenter,
) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, cem, in_order=False)
    for agent in (bea, cem):
        place = await agent.post(f"/transfers/{offered['id']}/connection")
        await agent.connect(place)
        assert agent.hears(place["room_name"]) == set()
    await bea.post(f"/transfers/{offered['id']}/accept")
    refused = await cem.post(f"/transfers/{offered['id']}/connection", expect=409)
    assert refused["code"] == "transfer_state"

    async def cem_is_out() -> bool:
        return not cem.is_connected(place["room_name"])

    await until(cem_is_out, "whoever was not chosen is disconnected")
    bea.call_id = caller.call_id
    await move(caller, ana, bea)
    await center.transfer_is(ana, offered, "introducing")


@pytest.mark.parametrize("mode", ["consult", "direct"])
async def test_the_first_of_several_in_every_mode(center: CallCenter, mode: str) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    offered = await ana.offer(bea, cem, mode=mode, in_order=False)
    await cem.accept(offered)
    if mode == "consult":
        assert (await seen_by(ana, offered))["state"] == "consulting"
        await ana.step(offered, "hand-over")
    await move(caller, cem)
    await center.transfer_is(cem, offered, "completed")
    await assert_free(ana)
    await assert_free(bea)
