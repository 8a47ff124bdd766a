"""Two commands at the same moment: one wins, the other gets 409 and the state as it is."""

from __future__ import annotations

import asyncio
import random

import httpx
import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import Agent, CallCenter
from tests.support.fault_report import Times
from tests.support.faults import fault
from tests.support.participant import Json
from warm_transfer.actions.agents import sweep_presence

ROUNDS = 10


@pytest.fixture
async def center(open_center: Open, database_url: str) -> CallCenter:
    """On either database."""
    return await open_center(database_url=database_url)


async def at_once(*requests: tuple[Agent, str, Json | None]) -> list[httpx.Response]:
    """Send the requests together, in any order."""
    order = list(range(len(requests)))
    random.shuffle(order)
    answers: dict[int, httpx.Response] = {}

    async def send(index: int) -> None:
        who, path, body = requests[index]
        answers[index] = await who.client.post(f"/api{path}", json=body)

    await asyncio.gather(*(send(index) for index in order))
    return [answers[index] for index in range(len(requests))]


@fault(
    11,
    done="Ana cancels while Bea accepts",
    seen="one is first; whoever is late gets 409 and the transfer as it is",
)
async def test_one_cancels_while_the_other_accepts(center: CallCenter, times: Times) -> None:
    times(ROUNDS, row=11)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    for _ in range(ROUNDS):
        offered = await ana.offer(bea)
        path = f"/transfers/{offered['id']}"
        accepted, cancelled = await at_once(
            (bea, f"{path}/accept", None), (ana, f"{path}/cancel", None)
        )
        assert cancelled.status_code == 200, cancelled.text
        if accepted.status_code == 409:
            assert accepted.json()["code"] == "transfer_state"
            assert accepted.json()["transfer"]["id"] == offered["id"]
        else:  # accepted first, then cancelled
            assert accepted.status_code == 200, accepted.text
        over = await center.transfer_is(ana, offered, "cancelled")
        assert over["outcome"] == "cancelled"
        call = await ana.get(f"/calls/{caller.call_id}")
        inside = [person for person in call["participants"] if person["state"] != "left"]
        assert {person["agent_id"] for person in inside} == {None, ana.id}


@fault(
    11,
    done="Bea accepts and declines at once",
    seen="one counts, the other gets 409",
)
async def test_one_accepts_and_declines_at_once(center: CallCenter, times: Times) -> None:
    times(ROUNDS, row=11)
    ana, bea = await center.agent("ana"), await center.agent("bea")
    await center.call_with(ana)
    for _ in range(ROUNDS):
        offered = await ana.offer(bea)
        path = f"/transfers/{offered['id']}"
        answers = await at_once((bea, f"{path}/accept", None), (bea, f"{path}/decline", {}))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        if answers[0].status_code == 200:
            await ana.post(f"{path}/cancel")
        else:
            await center.transfer_is(ana, offered, "declined")
        await sweep_presence(center.ctx, [bea.id])


@fault(
    11,
    done="two transfers of one call are started at once",
    seen="one is, the other gets 409 and the one there is",
)
async def test_a_double_click_starts_one_transfer(center: CallCenter, times: Times) -> None:
    times(ROUNDS, row=11)
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    caller = await center.call_with(ana)
    path = f"/calls/{caller.call_id}/transfers"
    for _ in range(ROUNDS):
        answers = await at_once(
            (ana, path, {"target": {"agent_id": bea.id}}),
            (ana, path, {"target": {"agent_id": cem.id}}),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert lost.json()["code"] == "transfer_open"
        assert lost.json()["transfer"]["id"] == won.json()["id"]
        await ana.post(f"/transfers/{won.json()['id']}/cancel")


@fault(
    11,
    done="two calls are offered to one agent at once",
    seen="one is, the other gets 409",
)
async def test_two_calls_are_offered_to_one_agent(center: CallCenter, times: Times) -> None:
    times(ROUNDS, row=11)
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    first, second = await center.call_with(ana), await center.call_with(bea)
    body = {"target": {"agent_id": cem.id}}
    for _ in range(ROUNDS):
        answers = await at_once(
            (ana, f"/calls/{first.call_id}/transfers", body),
            (bea, f"/calls/{second.call_id}/transfers", body),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert lost.json()["code"] == "agent_busy"
        await cem.post(f"/transfers/{won.json()['id']}/decline", {})


async def test_two_of_those_who_are_rung_accept(center: CallCenter) -> None:
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    for _ in range(ROUNDS):
        offered = await ana.offer(bea, cem, in_order=False)
        path = f"/transfers/{offered['id']}/accept"
        answers = await at_once((bea, path, None), (cem, path, None))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert lost.json()["code"] == "transfer_state"
        target = (await ana.get(f"/transfers/{offered['id']}"))["target"]
        assert target["agent_id"] == won.json()["transfer"]["target"]["agent_id"]
        assert sorted(offer["state"] for offer in target["offers"]) == ["accepted", "withdrawn"]
        await ana.step(offered, "cancel")
        await sweep_presence(center.ctx, [bea.id, cem.id])


async def test_two_calls_are_offered_to_the_same_agents(center: CallCenter) -> None:
    """Each of them is rung for one of the two; a call for which nobody is left is refused."""
    ana, bea, cem, dan = [await center.agent(name) for name in ("ana", "bea", "cem", "dan")]
    first, second = await center.call_with(ana), await center.call_with(bea)
    for in_order in [True, False] * (ROUNDS // 2):
        body = {"target": {"any_of": [cem.id, dan.id], "in_order": in_order}}
        answers = await at_once(
            (ana, f"/calls/{first.call_id}/transfers", body),
            (bea, f"/calls/{second.call_id}/transfers", body),
        )
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == ([201, 201] if in_order else [201, 409])
        for answer in answers:
            if answer.status_code == 409:
                assert answer.json()["code"] == "nobody_available"
        rung = [transfer for who in (cem, dan) for transfer in await who.open_transfers()]
        assert len(rung) == 2
        started = [answer.json() for answer in answers if answer.status_code == 201]
        assert {transfer["id"] for transfer in rung} == {transfer["id"] for transfer in started}
        for transfer in started:
            owner = ana if transfer["initiator"]["id"] == ana.id else bea
            await owner.step(transfer, "cancel")


async def test_a_consult_is_handed_over_and_cancelled_at_once(center: CallCenter) -> None:
    ana, bea = await center.agent("ana"), await center.agent("bea")
    caller = await center.call_with(ana)
    for _ in range(ROUNDS):
        offered = await ana.offer(bea, mode="consult")
        await bea.post(f"/transfers/{offered['id']}/accept")
        path = f"/transfers/{offered['id']}"
        handed, returned, cancelled = await at_once(
            (ana, f"{path}/hand-over", None),
            (ana, f"{path}/return", None),
            (ana, f"{path}/cancel", None),
        )
        assert cancelled.status_code == 200, cancelled.text
        for answer in (handed, returned):
            assert answer.status_code in (200, 409), answer.text
            if answer.status_code == 409:
                assert answer.json()["code"] == "transfer_state"
        await center.transfer_is(ana, offered, "cancelled")
        seen = await caller.get("/calls/current")
        assert (seen["status"], seen["held_since"]) == ("connected", None)
        await sweep_presence(center.ctx, [bea.id])


@fault(
    11,
    done="two agents enter one room ID at once",
    seen="one is in, for the other there is no such room",
)
async def test_two_agents_enter_one_room_id(center: CallCenter, times: Times) -> None:
    times(ROUNDS, row=11)
    ana, bea, cem = [await center.agent(name) for name in ("ana", "bea", "cem")]
    await center.call_with(ana)
    for _ in range(ROUNDS):
        offered = await ana.offer()
        path = f"/rooms/{offered['room_id']}/join"
        answers = await at_once((bea, path, None), (cem, path, None))
        assert sorted(answer.status_code for answer in answers) == [200, 404]
        won = min(answers, key=lambda answer: answer.status_code)
        target = (await ana.get(f"/transfers/{offered['id']}"))["target"]
        assert target["agent_id"] == won.json()["transfer"]["target"]["agent_id"]
        await ana.post(f"/transfers/{offered['id']}/cancel")


@fault(
    11,
    done="one agent joins two calls at once",
    seen="one is joined, the other gets 409",
)
async def test_one_agent_joins_two_calls(center: CallCenter, times: Times) -> None:
    times(ROUNDS, row=11)
    ana = await center.agent("ana")
    calls = [await center.caller(connected=False) for _ in range(2)]
    for _ in range(ROUNDS):
        answers = await at_once(*((ana, f"/calls/{call.call_id}/join", None) for call in calls))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert lost.json()["code"] == "already_in_call"
        await ana.post(f"/calls/{won.json()['call']['id']}/leave", expect=204)
