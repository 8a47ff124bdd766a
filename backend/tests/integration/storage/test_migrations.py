"""The migrations lead to exactly the tables that the models describe."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect

from warm_transfer.db.migrate import migration_config, upgrade_to_head
from warm_transfer.db.models import Base
from warm_transfer.db.session import create_engine
from warm_transfer.db.word_index import INDEX_NAME


def sqlite_url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'calls.db'}"


def not_of_the_word_index(_what: Any, name: str, *_: Any) -> bool:
    """It is the database's own, and no model describes it."""
    return not name.startswith(INDEX_NAME)


async def differences(url: str) -> Any:
    def compare(connection: Connection) -> Any:
        options = {"compare_type": True, "include_object": not_of_the_word_index}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, Base.metadata)

    engine = create_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


async def tables(url: str) -> set[str]:
    engine = create_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda c: inspect(c).get_table_names())
    await engine.dispose()
    return set(names)


async def test_sqlite_has_what_the_models_describe(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    await asyncio.to_thread(upgrade_to_head, url)
    assert await differences(url) == []


async def test_postgresql_has_what_the_models_describe(postgres_url: str) -> None:
    await asyncio.to_thread(upgrade_to_head, postgres_url)
    assert await differences(postgres_url) == []


async def test_migrating_again_changes_nothing_and_back_leaves_nothing(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    await asyncio.to_thread(upgrade_to_head, url)
    before = await tables(url)
    await asyncio.to_thread(upgrade_to_head, url)
    assert await tables(url) == before >= set(Base.metadata.tables)
    await asyncio.to_thread(command.downgrade, migration_config(url), "base")
    assert await tables(url) == {"alembic_version"}


async def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    script = f"from warm_transfer.db.migrate import upgrade_to_head; upgrade_to_head({url!r})"
    started = [await asyncio.create_subprocess_exec(sys.executable, "-c", script) for _ in range(4)]
    assert [await process.wait() for process in started] == [0] * 4
    assert await differences(url) == []


async def test_a_failed_migration_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sqlite_url(tmp_path)
    create_index = Operations.create_index

    def fails_late(self: Operations, name: str, *args: Any, **kwargs: Any) -> None:
        if name == "ix_transfers_call_id":
            raise RuntimeError("the disk is full")
        create_index(self, name, *args, **kwargs)

    monkeypatch.setattr(Operations, "create_index", fails_late)
    with pytest.raises(RuntimeError, match="disk is full"):
        await asyncio.to_thread(upgrade_to_head, url)
    assert await tables(url) == set()
