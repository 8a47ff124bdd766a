"""The database is closed while somebody uses it, as when the product stops."""

from __future__ import annotations

import asyncio
import gc
import threading
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from tests.support.pending import pending
from tests.support.waiting import PATIENCE_S, until
from warm_transfer.db.session import Database

# Long enough to be cancelled in the middle of it.
COUNT = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
    " SELECT count(*) FROM n"
)


def database_in(directory: Path) -> Database:
    return Database(
        f"sqlite+aiosqlite:///{directory}/some.db",
        clock=lambda: datetime.now(UTC),
        publish=lambda _events: None,
    )


async def test_no_connection_is_left_open(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    reading, enough = asyncio.Event(), asyncio.Event()

    async def read(database: Database) -> int | None:
        async with database.read() as session:
            reading.set()
            await enough.wait()
            one: int | None = await session.scalar(text("SELECT 1"))
            return one

    reader = asyncio.create_task(read(database))
    await reading.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    enough.set()
    assert await reader == 1
    await closing
    del reader, closing, database
    gc.collect()  # one that is collected open is an error


def test_a_loop_ends_while_a_connection_is_being_closed(tmp_path: Path) -> None:
    """What reads is cancelled twice: by whoever gave it up, and by the end of the loop."""
    loops: list[asyncio.AbstractEventLoop] = []

    async def count(database: Database, begun: asyncio.Event) -> None:
        async with database.read() as session:
            begun.set()
            await session.execute(COUNT)

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        begun = asyncio.Event()
        counting = asyncio.create_task(count(database_in(tmp_path), begun))
        await begun.wait()
        counting.cancel()
        await until(closing, "the connection is being closed", poll_s=0)

    async def closing() -> bool:
        return len(asyncio.all_tasks()) > 2

    before = set(threading.enumerate())
    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive(), f"the loop has not ended:\n{pending(loops[0])}"
    for of_connection in set(threading.enumerate()) - before:
        of_connection.join(PATIENCE_S)  # pytest fails this test if one ends with an exception
        assert not of_connection.is_alive()
