"""Calls without a transfer, from joining to hanging up."""

from __future__ import annotations

import base64

import jwt
import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import CallCenter
from tests.support.livekit_server import SECRET
from tests.support.ports import free_tcp_ports
from tests.support.waiting import until


async def test_a_caller_waits_is_answered_and_hangs_up(center: CallCenter) -> None:
    agent = await center.agent("ana")
    caller = await center.caller()
    waiting = await caller.get("/calls/current")
    assert (waiting["status"], waiting["place_in_line"]) == ("waiting", 1)

    joined = await agent.post(f"/calls/{caller.call_id}/join")
    # A token in somebody's hand is not yet a connection.
    assert (await caller.get("/calls/current"))["status"] == "waiting"
    await agent.connect(joined["connection"]["current"])
    answered = await center.caller_sees(caller, lambda call: call["status"] == "connected")
    assert answered["agents"] == [{"id": agent.id, "name": "Ana"}]
    assert answered["answered_at"] is not None

    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)
    ended = await agent.get(f"/calls/{caller.call_id}")
    assert (ended["state"], ended["end_reason"]) == ("ended", "caller_left")
    assert all(person["state"] == "left" for person in ended["participants"])
    room_name = joined["connection"]["current"]["room_name"]
    assert room_name not in await center.ctx.rooms.list_rooms()
    await caller.get("/calls/current", expect=404)
    await caller.post(f"/calls/{caller.call_id}/leave", expect=204)


async def test_a_call_goes_back_to_the_queue_with_its_last_agent(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana, bea)
    await ana.post(f"/calls/{caller.call_id}/leave", expect=204)
    assert (await bea.get(f"/calls/{caller.call_id}"))["state"] == "active"
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)
    call = await bea.get(f"/calls/{caller.call_id}")
    assert (call["state"], call["waiting_since"] is not None) == ("waiting", True)
    assert (await caller.get("/calls/current"))["status"] == "waiting"
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)


async def test_an_agent_ends_a_call_for_everybody(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    await bea.post(f"/calls/{caller.call_id}/end", expect=403)
    await ana.post(f"/calls/{caller.call_id}/end", expect=204)
    call = await bea.get(f"/calls/{caller.call_id}")
    assert (call["state"], call["end_reason"]) == ("ended", "agent_ended")
    for path in ("join", "end", "transfers"):
        body = {"target": {"open": True}} if path == "transfers" else None
        refused = await ana.post(f"/calls/{caller.call_id}/{path}", body, expect=409)
        assert refused["code"] == "call_ended"


async def test_an_agent_is_in_one_call_at_a_time(center: CallCenter) -> None:
    ana = await center.agent("ana")
    first, second = await center.call_with(ana), await center.caller()
    refused = await ana.post(f"/calls/{second.call_id}/join", expect=409)
    assert (refused["code"], refused["call_id"]) == ("already_in_call", first.call_id)
    again = await ana.post(f"/calls/{first.call_id}/join")
    assert again["connection"]["current"]["identity"] == ana.identity
    assert len(again["call"]["participants"]) == 2
    assert (await ana.get("/me"))["presence"] == "busy"


async def test_callers_behind_move_up_in_line(center: CallCenter) -> None:
    ana = await center.agent("ana")
    callers = [await center.caller(connected=False) for _ in range(3)]
    places = [(await caller.get("/calls/current"))["place_in_line"] for caller in callers]
    assert places == [1, 2, 3]
    listed = await ana.get("/calls?state=waiting")
    assert [call["id"] for call in listed["items"]] == [caller.call_id for caller in callers]
    await ana.post(f"/calls/{callers[0].call_id}/join")
    told = [
        (event.call_id, event.caller_data["call"]["place_in_line"])
        for event in await center.events()
        if event.caller_data and event.type == "call.updated"
    ]
    assert told == [(callers[1].call_id, 1), (callers[2].call_id, 2), (callers[0].call_id, None)]


async def test_a_caller_has_no_business_in_other_calls(center: CallCenter) -> None:
    ines, ray = await center.caller("Ines"), await center.caller("Ray")
    for path in ("connection", "leave"):
        refused = await ines.post(f"/calls/{ray.call_id}/{path}", expect=404)
        assert refused["code"] == "call_not_found"
    await ines.get(f"/calls/{ray.call_id}/caller", expect=404)
    await ines.get(f"/calls/{ines.call_id}", expect=401)


async def test_who_is_not_in_a_call_gets_no_token(center: CallCenter) -> None:
    ana, caller = await center.agent("ana"), await center.caller()
    refused = await ana.post(f"/calls/{caller.call_id}/connection", expect=403)
    assert refused["code"] == "not_in_call"
    assert (await ana.post("/calls/nowhere/connection", expect=404))["code"] == "call_not_found"


async def test_a_token_is_good_for_one_room_and_the_microphone(center: CallCenter) -> None:
    caller = await center.caller(connected=False)
    place = (await caller.connection())["current"]
    claims = jwt.decode(place["token"], SECRET, algorithms=["HS256"])
    assert claims["exp"] - claims["nbf"] <= 120
    assert claims["sub"] == place["identity"]
    assert claims["attributes"] == {"kind": "caller"}
    granted = {name: value for name, value in claims["video"].items() if value}
    assert granted == {
        "roomJoin": True,
        "room": place["room_name"],
        "canPublish": True,
        "canPublishSources": ["microphone"],
        "canSubscribe": True,
    }
    assert len(place["room_name"]) >= len("room_") + 32  # 192 bits in base64


async def test_without_livekit_there_is_no_half_call(open_center: Open) -> None:
    nowhere = f"ws://127.0.0.1:{free_tcp_ports(1)[0]}"
    center = await open_center(livekit_ws_url=nowhere)
    ana = await center.agent("ana")
    answer = await center.api.client().post("/api/calls", json={"name": "Ines"})
    assert (answer.status_code, answer.json()["code"]) == (503, "livekit_unavailable")
    assert answer.headers["Retry-After"]
    assert (await ana.get("/calls"))["items"] == []


async def test_a_room_that_livekit_lost_is_made_again(center: CallCenter) -> None:
    caller = await center.caller(connected=False)
    room_name = (await caller.connection())["current"]["room_name"]
    await center.ctx.rooms.delete_room(room_name)
    await caller.connect((await caller.connection())["current"])
    people = await center.ctx.rooms.list_participants(room_name)
    assert [person.identity for person in people] == [caller.identity]


async def test_calls_are_listed_page_by_page_and_searched(center: CallCenter) -> None:
    ana = await center.agent("ana")
    names = ["Ines", "Ray", "Mia", "100% Zoe"]
    callers = {name: (await center.caller(name, connected=False)).call_id for name in names}
    seen: list[str] = []
    cursor = ""
    while len(seen) < 10:
        page = await ana.get(f"/calls?limit=3{cursor}")
        seen += [call["id"] for call in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == list(reversed(callers.values()))
    waiting = await ana.get("/calls?state=waiting&limit=3")
    rest = await ana.get(f"/calls?state=waiting&limit=3&cursor={waiting['next_cursor']}")
    assert [call["caller_name"] for call in waiting["items"] + rest["items"]] == names
    found = await ana.get("/calls?q=mia")
    assert [call["caller_name"] for call in found["items"]] == ["Mia"]
    assert [call["caller_name"] for call in (await ana.get("/calls?q=%25"))["items"]] == [
        "100% Zoe"
    ]


def encoded(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        encoded("\0\0\0"),
        encoded("2026-01-05T09:30:00|call"),  # without a time zone
        encoded("0001-01-01T00:00:00+10:00|call"),  # before the first year in UTC
        encoded("9999-12-31T23:59:59-10:00|call"),
        encoded("2026-01-05T09:30:00+00:00|\0"),
    ],
)
async def test_a_foreign_cursor_is_refused(center: CallCenter, cursor: str) -> None:
    ana = await center.agent("ana")
    assert (await ana.get(f"/calls?cursor={cursor}", expect=422))["code"] == "invalid_cursor"


async def test_agents_are_free_in_one_order_when_a_call_ends(center: CallCenter) -> None:
    """Whoever locks their rows at the same moment does so by id: nobody waits in a circle."""
    agents = [await center.agent(name) for name in ("ana", "bea", "cem", "dan")]
    last, *others = sorted(agents, key=lambda agent: agent.id, reverse=True)
    caller = await center.call_with(last)
    for agent in others:
        await agent.join(caller.call_id)
    seen_until = (await center.events())[-1].id
    await last.post(f"/calls/{caller.call_id}/end", expect=204)
    told = [event for event in await center.events(after=seen_until) if "agent" in event.data]
    assert [event.data["agent"]["id"] for event in told] == sorted(agent.id for agent in agents)


async def test_agents_see_a_closed_tab_at_once_and_a_call_ends_without_its_caller(
    open_center: Open,
) -> None:
    center = await open_center(caller_away_timeout_s=5, reconcile_interval_s=1)
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await caller.disconnect()

    await center.agent_sees(
        ana, caller.call_id, lambda call: call["participants"][0]["state"] == "away"
    )
    ended = await center.agent_sees(ana, caller.call_id, lambda call: call["state"] == "ended")
    assert ended["end_reason"] == "caller_left"
    assert (await ana.get("/me"))["presence"] == "available"


async def test_an_agent_who_stays_away_has_left(open_center: Open) -> None:
    center = await open_center(caller_away_timeout_s=5, reconcile_interval_s=1)
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await ana.disconnect()
    alone = await center.caller_sees(caller, lambda call: call["status"] == "waiting")
    assert alone["agents"] == []
    await center.agent_sees(ana, caller.call_id, lambda call: call["state"] == "waiting")
    refused = await ana.post(f"/calls/{caller.call_id}/connection", expect=403)
    assert refused["code"] == "not_in_call"


async def test_a_reloading_page_comes_back(open_center: Open) -> None:
    center = await open_center(reconcile_interval_s=1)
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await caller.disconnect()
    away = await center.agent_sees(
        ana, caller.call_id, lambda call: call["participants"][0]["state"] == "away"
    )
    await caller.connect((await caller.connection())["current"])
    back = await center.agent_sees(
        ana, caller.call_id, lambda call: call["participants"][0]["state"] == "present"
    )
    assert away["participants"][0]["id"] == back["participants"][0]["id"]


async def test_whoever_was_let_out_is_not_let_in_by_an_old_token(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana, bea)
    old = (await bea.connection())["current"]
    await bea.post(f"/calls/{caller.call_id}/leave", expect=204)

    async def bea_is_out() -> bool:
        return not bea.is_connected(old["room_name"])

    await until(bea_is_out, "LiveKit disconnects who has left")
    await bea.connect(old)
    await until(bea_is_out, "a stranger is removed")
