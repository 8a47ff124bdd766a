"""The database is closed while somebody uses it, as when the product stops."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from warm_transfer.db.session import Database


async def test_no_connection_is_left_open(tmp_path: Path) -> None:
    database = Database(
        f"sqlite+aiosqlite:///{tmp_path}/some.db",
        clock=lambda: datetime.now(UTC),
        publish=lambda _events: None,
    )
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
