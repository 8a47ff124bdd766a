"""Many who write to SQLite at the same moment: each gets its turn, in the order they came."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warm_transfer.db import session
from warm_transfer.db.session import Database
from warm_transfer.errors import DatabaseUnavailable

MANY = 12  # fewer than there are connections


def database_in(directory: Path) -> Database:
    return Database(
        f"sqlite+aiosqlite:///{directory}/some.db",
        clock=lambda: datetime.now(UTC),
        publish=lambda _events: None,
    )


async def test_they_write_in_the_order_they_came(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    order: list[int] = []

    async def write(number: int) -> None:
        async with database.unit_of_work():
            order.append(number)
            await asyncio.sleep(0.02)

    await asyncio.gather(*map(write, range(MANY)))
    await database.close()
    assert order == list(range(MANY))


async def test_one_that_waits_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "TURN_WITHIN_S", 0.1)
    database = database_in(tmp_path)
    async with database.unit_of_work():
        with pytest.raises(DatabaseUnavailable):
            async with database.unit_of_work():
                pass
    async with database.unit_of_work() as uow:
        assert uow.events == []
    await database.close()
