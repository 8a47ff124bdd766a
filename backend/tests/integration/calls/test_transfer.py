"""A transfer that goes well: by offer and by room ID."""

from __future__ import annotations

import pytest

from tests.support.call_center import CallCenter, move, report_moved
from tests.support.participant import Json
from tests.support.waiting import until


async def test_the_whole_way_by_offer(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    assert offered["state"] == "offered"
    assert offered["target"] == {
        "kind": "agent",
        "agent_id": bea.id,
        "phone": None,
        "name": "Bea",
        "offers": [{"agent_id": bea.id, "name": "Bea", "state": "ringing"}],
    }
    assert offered["briefing"]["text"].startswith("Wants a refund.")
    assert offered["deadline_at"] is not None
    assert [transfer["id"] for transfer in await bea.open_transfers()] == [offered["id"]]
    # The caller learns of nothing before it is accepted; only their page may go ahead.
    assert (await caller.get("/calls/current"))["transfer"] is None
    ahead = (await caller.connection())["destination"]
    assert ahead["transfer_id"] == offered["id"]
    assert set(ahead["expect"]) == {ana.identity, f"agent-{bea.id}"}

    joined = await bea.accept(offered)
    assert joined["transfer"]["state"] == "moving"
    assert joined["connection"]["destination"] is None
    destination = joined["connection"]["current"]["room_name"]
    seen = await caller.get("/calls/current")
    assert seen["status"] == "being_transferred"
    assert seen["transfer"]["to_name"] == "Bea"
    assert [agent["name"] for agent in seen["agents"]] == ["Ana"]

    going = (await caller.connection())["destination"]
    assert (going["room_name"], going["identity"]) == (destination, caller.identity)
    assert set(going["expect"]) == {ana.identity, bea.identity}
    follows = (await ana.connection())["destination"]
    assert set(follows["expect"]) == {caller.identity, bea.identity}
    refused = await caller.post(f"/transfers/{offered['id']}/moved", expect=409)
    assert refused["code"] == "not_in_destination"
    assert "transfer" not in refused

    await caller.connect(going)
    await ana.connect(follows)
    await report_moved(bea, offered["id"])
    await report_moved(caller, offered["id"])
    assert (await ana.get(f"/transfers/{offered['id']}"))["state"] == "moving"
    await report_moved(ana, offered["id"])
    introducing = await ana.get(f"/transfers/{offered['id']}")
    assert introducing["state"] == "introducing"
    assert set(introducing["moved"]) == {caller.identity, ana.identity, bea.identity}
    seen = await caller.get("/calls/current")
    assert seen["status"] == "connected"
    assert [agent["name"] for agent in seen["agents"]] == ["Ana", "Bea"]
    assert (await caller.connection())["current"]["room_name"] == destination
    await report_moved(ana, offered["id"])  # repeating is harmless

    async def origin_is_closed() -> bool:
        return await center.open_rooms() == {destination}

    await until(origin_is_closed, "the origin is closed")
    for person in (caller, ana, bea):
        assert person.is_connected(destination)

    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    done = await bea.get(f"/transfers/{offered['id']}")
    assert (done["state"], done["outcome"], done["reason"]) == ("completed", "completed", None)
    call = await bea.get(f"/calls/{caller.call_id}")
    assert (call["state"], call["open_transfer_id"]) == ("active", None)
    seen = await caller.get("/calls/current")
    assert [agent["name"] for agent in seen["agents"]] == ["Bea"]
    assert seen["transfer"]["state"] == "completed"
    assert (await ana.get("/me"))["presence"] == "available"


@pytest.mark.parametrize("change", [str, str.upper, lambda room_id: room_id.replace("-", "")])
async def test_by_room_id(center: CallCenter, change: type[str]) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    offered = await ana.offer()
    assert offered["target"]["name"] == "Anyone with the room ID"
    joined = await bea.enter_room_id(change(offered["room_id"]))
    assert joined["transfer"]["target"] == {
        "kind": "open",
        "agent_id": bea.id,
        "phone": None,
        "name": "Bea",
        "offers": [],
    }
    await move(caller, ana, bea)
    assert (await bea.get(f"/transfers/{offered['id']}"))["state"] == "introducing"
    await cem.post(f"/rooms/{offered['room_id']}/join", expect=404)


async def test_wrong_old_and_foreign_room_ids_are_the_same_to_whoever_asks(
    center: CallCenter,
) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    old = await ana.offer()
    await ana.post(f"/transfers/{old['id']}/cancel")
    foreign = await ana.offer(bea)
    answers = [
        await cem.post(f"/rooms/{room_id}/join", expect=404)
        for room_id in ("wxyz-wxyz", "nonsense", old["room_id"], foreign["room_id"])
    ]
    assert answers[0]["code"] == "room_not_found"
    assert all(answer == answers[0] for answer in answers)


async def test_the_room_id_of_an_offer_works_for_its_target(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    offered = await ana.offer(bea)
    assert (await bea.enter_room_id(offered["room_id"]))["transfer"]["state"] == "moving"


async def test_the_people_in_the_origin_are_nudged(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)

    wanted = [
        {"transfer_id": offered["id"], "state": "offered", "version": 2},
        {"transfer_id": offered["id"], "state": "moving", "version": 3},
    ]

    async def everybody_knows() -> bool:
        return caller.nudges == ana.nudges == wanted

    await until(everybody_knows, lambda: f"the data messages arrive: {caller.nudges}")


async def test_the_movers_may_be_in_the_destination_before_an_agent_answers(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    origin = (await caller.connection())["current"]["room_name"]
    for mover in (caller, ana):
        await mover.connect((await mover.connection())["destination"])
    # Being there is not having moved: the call is where it was, and nobody is reported as moved.
    assert (await caller.connection())["current"]["room_name"] == origin
    assert (await ana.get(f"/transfers/{offered['id']}"))["moved"] == []
    await caller.post(f"/transfers/{offered['id']}/moved", expect=409)
    await bea.accept(offered)
    for mover in (caller, ana, bea):
        await report_moved(mover, offered["id"])
    await center.transfer_is(bea, offered, "introducing")


async def test_an_offer_that_comes_to_nothing_empties_the_prepared_destination(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    going = (await caller.connection())["destination"]
    await caller.connect(going)
    await bea.post(f"/transfers/{offered['id']}/decline", {})

    async def only_the_origin() -> bool:
        return not caller.is_connected(going["room_name"])

    await until(only_the_origin, "the destination is closed")
    connection = await caller.connection()
    assert connection["destination"] is None
    assert caller.is_connected(connection["current"]["room_name"])


async def test_nobody_goes_ahead_to_an_open_transfer(center: CallCenter) -> None:
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await ana.offer()
    assert (await caller.connection())["destination"] is None


async def test_a_call_can_be_transferred_again(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    await bea.accept(await ana.offer(bea))
    await move(caller, ana, bea)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    second = await bea.offer(cem)
    await cem.accept(second)
    await move(caller, bea, cem)
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)
    seen = await caller.get("/calls/current")
    assert [agent["name"] for agent in seen["agents"]] == ["Cem"]
    assert (seen["transfer"]["from_name"], seen["transfer"]["to_name"]) == ("Bea", "Cem")
    history = (await cem.get(f"/calls/{caller.call_id}"))["transfers"]
    assert [transfer["outcome"] for transfer in history] == ["completed", "completed"]


async def test_the_target_and_the_caller_suffice_when_the_initiator_has_left(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    assert (await caller.get("/calls/current"))["status"] == "waiting"
    assert (await bea.get(f"/transfers/{offered['id']}"))["state"] == "offered"
    await bea.accept(offered)
    assert (await caller.connection())["destination"]["expect"] == [bea.identity]
    await move(caller)
    done = await center.transfer_is(bea, offered, "completed")
    assert done["outcome"] == "completed"
    assert (await caller.get("/calls/current"))["status"] == "connected"


async def test_the_target_and_the_caller_suffice_when_the_initiators_tab_is_gone(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await ana.disconnect()
    await bea.accept(offered)
    await move(caller)
    await center.transfer_is(bea, offered, "introducing")
    # Should the initiator come back, they find themselves where the caller is.
    back = (await ana.connection())["current"]
    assert back["room_name"] == (await caller.connection())["current"]["room_name"]


async def test_nobody_waits_for_an_initiator_who_leaves_on_the_way(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    before = (await caller.get("/calls/current"))["transfer"]
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    # A higher version is what makes the caller's page ask again whom it must hear.
    after = (await caller.get("/calls/current"))["transfer"]
    assert after["version"] > before["version"]
    assert (await caller.connection())["destination"]["expect"] == [bea.identity]
    await move(caller)
    await center.transfer_is(bea, offered, "completed")


async def test_nobody_waits_for_an_initiator_who_drops_out_on_the_way(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    before = (await caller.get("/calls/current"))["transfer"]
    await ana.disconnect()
    await center.caller_sees(caller, lambda call: not call["agents"])
    after = (await caller.get("/calls/current"))["transfer"]
    assert after["version"] > before["version"]
    assert (await caller.connection())["destination"]["expect"] == [bea.identity]
    await move(caller)
    await center.transfer_is(bea, offered, "introducing")


async def test_who_has_left_the_origin_has_moved_whatever_became_of_the_report(
    center: CallCenter,
) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    await bea.accept(offered)
    origin = (await caller.connection())["current"]["room_name"]
    for mover in (caller, ana):
        await mover.connect((await mover.connection())["destination"])
        await mover.disconnect(origin)
    await center.transfer_is(ana, offered, "introducing")


async def test_only_those_whom_it_concerns_see_a_transfer(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    offered = await ana.offer(bea)
    for who in (ana, bea):
        assert (await who.get(f"/transfers/{offered['id']}"))["id"] == offered["id"]
    for verb in ("accept", "decline", "cancel", "moved"):
        body: Json | None = {} if verb == "decline" else None
        refused = await cem.post(f"/transfers/{offered['id']}/{verb}", body, expect=404)
        assert refused["code"] == "transfer_not_found"
    await cem.get(f"/transfers/{offered['id']}", expect=404)
    assert (await cem.get(f"/calls/{caller.call_id}"))["transfers"] == []
    assert len((await bea.get(f"/calls/{caller.call_id}"))["transfers"]) == 1
    assert (await bea.post(f"/transfers/{offered['id']}/cancel", expect=403))["code"]
