"""The commands that docs/backups.md gives for PostgreSQL, as they are written there."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from tests.integration.storage.test_postgres import EVENTS_EACH, write_events
from tests.support.api import Api, running_api
from tests.support.servers import find_postgres
from warm_transfer.actions.users import list_users
from warm_transfer.db.models import Event

DOCS = Path(__file__).parents[4] / "docs" / "backups.md"
WRITTEN = "warm_transfer@localhost"  # user and host there
COMMANDS = re.compile(r"^(?:pg_dump|createdb|pg_restore) .*$", re.MULTILINE)


async def run(command: str, folder: Path) -> None:
    beside_the_server = find_postgres() or Path()
    process = await asyncio.create_subprocess_shell(
        command,
        cwd=folder,
        env={**os.environ, "PATH": f"{beside_the_server}:{os.environ['PATH']}"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()


async def events_of(api: Api) -> list[tuple[int, str | None]]:
    async with api.ctx.db.read() as session:
        rows = await session.scalars(select(Event).order_by(Event.id))
        return [(row.id, row.call_id) for row in rows]


async def test_what_was_dumped_is_there_after_restoring(postgres_url: str, tmp_path: Path) -> None:
    if shutil.which("pg_dump", path=f"{find_postgres()}:{os.environ['PATH']}") is None:
        pytest.skip("no pg_dump: the tools of PostgreSQL are not on PATH")
    url = make_url(postgres_url)
    async with running_api(tmp_path / "here", database_url=postgres_url) as api:
        ana = await api.agent("ana")
        await write_events(api, "call-1")
        before = await events_of(api)
        users = await list_users(api.ctx)
    commands = COMMANDS.findall(DOCS.read_text())
    assert [command.split()[0] for command in commands] == ["pg_dump", "createdb", "pg_restore"]
    for command in commands:
        here = command.replace(WRITTEN, f"{url.username}@{url.host}:{url.port}")
        await run(re.sub(r"/warm_transfer\b(?!_)", f"/{url.database}", here), tmp_path)

    restored = url.set(database="warm_transfer_restored").render_as_string(hide_password=False)
    async with running_api(tmp_path / "there", database_url=restored) as api:
        assert (await list_users(api.ctx)) == users
        assert ana.id in {user.id for user in users}
        found = await events_of(api)
        assert found[: len(before)] == before
        await write_events(api, "call-2")  # ids go on where they were
        added = [id for id, call in await events_of(api) if call == "call-2"]
        assert len(added) == EVENTS_EACH
        assert min(added) > max(id for id, _ in found)
