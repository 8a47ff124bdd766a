"""Two commands at the same moment: one wins, the other gets 409 and the state as it is."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.integration.calls.conftest import Open
from tests.support.call_center import Agent, CallCenter
from tests.support.participant import Json
from tests.support.servers import empty_database, find_postgres, postgres_server
from warm_transfer.actions.agents import sweep_presence

ROUNDS = 10


@pytest.fixture(scope="module")
async def postgres() -> AsyncIterator[str | None]:
    """The address of a server without a database of ours; None where there is no PostgreSQL."""
    programs = find_postgres()
    if programs is None:
        yield None
        return
    async with postgres_server(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def center(
    request: pytest.FixtureRequest, open_center: Open, postgres: str | None
) -> CallCenter:
    """On either database: what one puts in order by itself, the other does by locks."""
    if request.param == "sqlite":
        return await open_center()
    if postgres is None:
        pytest.skip("no PostgreSQL: neither initdb on PATH nor in /usr/lib/postgresql")
    return await open_center(database_url=await empty_database(postgres))


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


async def test_one_cancels_while_the_other_accepts(center: CallCenter) -> None:
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


async def test_one_accepts_and_declines_at_once(center: CallCenter) -> None:
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


async def test_a_double_click_starts_one_transfer(center: CallCenter) -> None:
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


async def test_two_calls_are_offered_to_one_agent(center: CallCenter) -> None:
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


async def test_two_agents_enter_one_room_id(center: CallCenter) -> None:
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


async def test_one_agent_joins_two_calls(center: CallCenter) -> None:
    ana = await center.agent("ana")
    calls = [await center.caller(connected=False) for _ in range(2)]
    for _ in range(ROUNDS):
        answers = await at_once(*((ana, f"/calls/{call.call_id}/join", None) for call in calls))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert lost.json()["code"] == "already_in_call"
        await ana.post(f"/calls/{won.json()['call']['id']}/leave", expect=204)
