"""Several API processes that share a Redis, and what happens when it goes away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.api import Api, running_api
from tests.support.faults import fault
from tests.support.servers import RedisServer
from tests.support.waiting import until
from warm_transfer.db.models import Event
from warm_transfer.services.events.base import BusEvent
from warm_transfer.services.events.redis import pack, unpack

WRONG = {"username": "nobody", "password": "wrong password"}


@pytest.fixture
async def two(tmp_path: Path, redis: RedisServer) -> AsyncIterator[tuple[Api, Api]]:
    async with AsyncExitStack() as stack:
        shared = {"redis_url": redis.url, "rate_limit_sign_in": "4/minute"}
        one = await stack.enter_async_context(running_api(tmp_path, **shared))
        other = await stack.enter_async_context(running_api(tmp_path, **shared))
        yield one, other


async def record(api: Api, number: int) -> None:
    async with api.ctx.db.unit_of_work() as uow:
        uow.record(
            Event(
                type="call.updated",
                call_id="call-1",
                audience="call",
                agent_ids=["agent-1"],
                data={"number": number},
                caller_data={"number": number},
                at=uow.now,
            )
        )


async def first_that_arrives(sender: Api, events: AsyncIterator[BusEvent]) -> BusEvent:
    """Send until something arrives: a listener's connection to Redis takes a moment."""
    arrival = asyncio.ensure_future(anext(events))

    async def arrived() -> bool:
        await record(sender, 1)
        return arrival.done()

    await until(arrived, "an event from the other process")
    return arrival.result()


async def test_an_event_reaches_the_listeners_of_every_process_once(
    two: tuple[Api, Api],
) -> None:
    one, other = two
    async with one.ctx.bus.subscribe() as here, other.ctx.bus.subscribe() as there:
        far = await first_that_arrives(one, there)
        near = await anext(here)
        while near.id < far.id:
            near = await anext(here)
        assert near == far
        assert far.agent_ids == frozenset({"agent-1"})
        assert far.caller_frame is not None
        following = await anext(here)
        assert following.id > near.id


@fault(
    27,
    done="Redis is killed and comes back, with two API processes",
    seen="each goes on with its own events, and they hear of each other again",
)
async def test_without_redis_a_process_goes_on_by_itself_and_finds_back(
    two: tuple[Api, Api], redis: RedisServer
) -> None:
    one, other = two
    async with one.ctx.bus.subscribe() as here, other.ctx.bus.subscribe() as there:
        await redis.stop()
        await record(one, 1)
        assert (await asyncio.wait_for(anext(here), 10)).type == "call.updated"
        await redis.start()
        assert (await first_that_arrives(one, there)).type == "call.updated"


@fault(
    27,
    done="Redis is killed while somebody guesses passwords",
    seen="each process limits by itself: the limit of sign-ins holds",
)
async def test_limits_are_shared_and_hold_without_redis(
    two: tuple[Api, Api], redis: RedisServer
) -> None:
    one, other = two
    clients = [api.client(address="198.51.100.7") for api in (one, other, one, other)]
    for client in clients:
        assert (await client.post("/api/auth/token", json=WRONG)).status_code == 401
    for client in clients:
        assert (await client.post("/api/auth/token", json=WRONG)).status_code == 429
    await redis.stop()
    statuses = [
        (await clients[0].post("/api/auth/token", json=WRONG)).status_code for _ in range(6)
    ]
    assert statuses == [401] * 4 + [429] * 2


def test_an_event_survives_the_wire() -> None:
    event = BusEvent(7, "call.ended", "desk", frozenset({"a", "b"}), None, "é\n".encode(), None)
    assert unpack(pack("sender", event)) == ("sender", event)
