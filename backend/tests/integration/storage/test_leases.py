"""Of several who want a lease one has it, and another one when that one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.waiting import until
from warm_transfer.actions import leases
from warm_transfer.actions.leases import Contender
from warm_transfer.db.migrate import upgrade_to_head
from warm_transfer.db.models import Lease
from warm_transfer.db.session import Database

MANY = 8


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "LEASE_S", 3.0)
    monkeypatch.setattr(leases, "SURE_FOR_S", 2.0)
    monkeypatch.setattr(leases, "RENEW_EVERY_S", 0.1)


@asynccontextmanager
async def contending(url: str, count: int) -> AsyncIterator[list[Contender]]:
    """Each with connections of its own, as in a process of its own."""
    await asyncio.to_thread(upgrade_to_head, url)
    databases = [
        Database(url, clock=lambda: datetime.now(UTC), publish=lambda _events: None)
        for _ in range(count)
    ]
    try:
        yield [Contender(database, "reconciler") for database in databases]
    finally:
        for database in databases:
            await database.close()


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[list[Contender]]:
    async with contending(sqlite_in(tmp_path), 2) as contenders:
        yield contenders


@pytest.fixture
async def many(database_url: str) -> AsyncIterator[list[Contender]]:
    async with contending(database_url, MANY) as contenders:
        yield contenders


def sqlite_in(directory: Path) -> str:
    return f"sqlite+aiosqlite:///{directory / 'calls.db'}"


async def all_contend(contenders: list[Contender]) -> list[Contender]:
    """At the same moment; gives those who hold the lease then."""
    await asyncio.gather(*(each.contend() for each in contenders))
    return [each for each in contenders if each.holds]


async def test_of_many_at_once_one_gets_it(many: list[Contender]) -> None:
    for _ in range(5):
        (holder,) = await all_contend(many)
        assert await all_contend(many) == [holder]
        await holder.give_up()
        assert not holder.holds


async def test_one_that_is_heard_of_no_more_loses_it_to_another(
    many: list[Contender],
) -> None:
    first, *others = many
    await first.contend()

    async def taken() -> Contender | None:
        was_held = first.holds
        holders = await all_contend(others)
        assert not (was_held and holders)
        return holders[0] if holders else None

    second = await until(taken, "another one takes it")
    assert not first.holds
    await first.contend()
    assert not first.holds
    assert await all_contend(many) == [second]


async def test_one_that_goes_on_renewing_keeps_it(two: list[Contender]) -> None:
    first, second = two
    await first.contend()
    clock = asyncio.get_running_loop().time
    until_s = clock() + 2 * leases.LEASE_S
    while clock() < until_s:
        await first.contend()
        assert await all_contend([second]) == []
    assert first.holds


async def test_work_is_done_while_it_is_held_and_given_up_when_it_ends(
    two: list[Contender],
) -> None:
    first, second = two
    at_work: list[Contender] = []

    async def work(who: Contender) -> None:
        at_work.append(who)
        try:
            await asyncio.Event().wait()
        finally:
            at_work.remove(who)

    one = asyncio.create_task(first.run(lambda: work(first)))
    await until(lambda: working(at_work, first), "the first one works")
    other = asyncio.create_task(second.run(lambda: work(second)))
    one.cancel()
    await asyncio.wait({one})
    assert at_work == []
    await until(lambda: working(at_work, second), "the second one works")
    other.cancel()
    await asyncio.wait({other})
    assert at_work == []


async def working(at_work: list[Contender], who: Contender) -> bool:
    return at_work == [who]


async def test_whoever_lost_it_stops_working(two: list[Contender]) -> None:
    first, second = two
    at_work = asyncio.Event()
    stopped = asyncio.Event()

    async def work() -> None:
        at_work.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    running = asyncio.create_task(first.run(work))
    await at_work.wait()
    async with first._db.unit_of_work() as uow:  # as another one does after the lease has run out
        (await uow.session.get_one(Lease, "reconciler")).holder = second._id
    await asyncio.wait_for(stopped.wait(), 10)
    assert not first.holds
    running.cancel()
    await asyncio.wait({running})


async def test_what_goes_wrong_in_the_work_is_raised_and_the_lease_given_up(
    two: list[Contender],
) -> None:
    first, second = two

    async def work() -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await first.run(work)
    await second.contend()
    assert second.holds
