"""The database: opens, has its tables as the code expects them, and can be written."""

from __future__ import annotations

from datetime import datetime

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from warm_transfer.bootstrap import utc_now
from warm_transfer.config import Settings
from warm_transfer.db.migrate import migration_config
from warm_transfer.db.session import Database
from warm_transfer.errors import DatabaseUnavailable
from warm_transfer.ops.doctor.findings import Failed, NotSet

MAX_CLOCK_DIFFERENCE_S = 2  # agents are away after a few seconds of silence


class _Undo(Exception):
    """Takes back what was written to see whether it can be."""


async def check(settings: Settings) -> str:
    url = settings.resolved_database_url
    if settings.database_url is None and not (settings.data_dir / "warm-transfer.db").exists():
        raise NotSet("is made at the first start")
    database = Database(url, clock=utc_now, publish=lambda _events: None)
    try:
        await _require_current_tables(database, url)
        await _require_writable(database)
        await _require_same_time(database)
        return f"{database.engine.dialect.name}, up to date and writable"
    except (SQLAlchemyError, DatabaseUnavailable, OSError) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise Failed(
            f"cannot be used: {reason}",
            "see that the server runs and DATABASE_URL is right"
            if settings.database_url
            else f"see who owns the files in {settings.data_dir} and whether its disk is full",
        ) from error
    finally:
        await database.close()


async def _require_current_tables(database: Database, url: str) -> None:
    newest = ScriptDirectory.from_config(migration_config(url)).get_current_head()
    async with database.engine.connect() as connection:
        present = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    if present != newest:
        raise Failed(
            f"its tables are at version {present}, but this program needs {newest}",
            "start the API once (`warm-transfer up` or `api`): it brings them up to date",
        )


async def _require_same_time(database: Database) -> None:
    """Processes on several machines measure waits by their own clocks."""
    if database.engine.dialect.name != "postgresql":
        return
    async with database.read() as session:
        theirs: datetime = await session.scalar(text("SELECT clock_timestamp()"))
    difference_s = (utc_now() - theirs).total_seconds()
    if abs(difference_s) > MAX_CLOCK_DIFFERENCE_S:
        side = "ahead of" if difference_s > 0 else "behind"
        raise Failed(
            f"this machine's clock is {abs(difference_s):.0f} s {side} PostgreSQL's",
            "turn on time synchronisation (timedatectl set-ntp true) on every machine",
        )


async def _require_writable(database: Database) -> None:
    try:
        async with database.unit_of_work() as uow:
            uow.audit("doctor.write_test", actor=None)
            await uow.session.flush()
            raise _Undo
    except _Undo:
        return
