"""The SQLite file that a backup copies and a restore replaces, and who uses it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

from warm_transfer.config import Settings
from warm_transfer.errors import BackupProblem, CannotRestore, CannotStart
from warm_transfer.locks import Held, exclusive, shared

DUMP = "pg_dump --format=custom --file=warm-transfer.dump {url}"
RESTORE = (
    "pg_restore --no-owner --exit-on-error --single-transaction --dbname={url} warm-transfer.dump"
)


def database_file(settings: Settings) -> Path:
    """Raises BackupProblem, saying what to use instead, when the database is PostgreSQL."""
    url = make_url(settings.resolved_database_url)
    if not settings.uses_sqlite:
        # Its tools know no driver, and ask for the password or read ~/.pgpass.
        shown = URL.create(
            "postgresql", url.username, host=url.host, port=url.port, database=url.database
        )
        raise BackupProblem(
            "The database is PostgreSQL, whose own tools do this. To make a backup:\n"
            f"  {DUMP.format(url=shown)}\n"
            "To put it into an empty database, with the product stopped:\n"
            f"  {RESTORE.format(url=shown)}\n"
            "docs/backups.md has the whole of it.",
            code="use_postgresql_tools",
        )
    return Path(url.database or ":memory:").resolve()


@contextmanager
def database_in_use(settings: Settings) -> Iterator[None]:
    """Keep `restore` from replacing the database meanwhile. Any number of processes may.

    Raises CannotStart while it is being replaced.
    """
    with ExitStack() as stack:
        # Without its folder there is no database yet, and opening it says what is wrong.
        if settings.uses_sqlite and (path := _lock_of(database_file(settings))).parent.is_dir():
            try:
                stack.enter_context(shared(path))
            except Held as held:
                raise CannotStart(
                    "A backup is being restored into this database. Try again when that is done.",
                    code="restore_running",
                ) from held
        yield


@contextmanager
def database_alone(database: Path) -> Iterator[None]:
    """Keep every process of the product out. Raises CannotRestore when one is in."""
    with ExitStack() as stack:
        try:
            stack.enter_context(exclusive(_lock_of(database), owner=str(os.getpid())))
        except Held as held:
            raise CannotRestore(
                f"Warm Transfer is running with {database}. Nothing was changed. "
                "Stop it, then restore.",
                code="product_running",
            ) from held
        yield


def _lock_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")
