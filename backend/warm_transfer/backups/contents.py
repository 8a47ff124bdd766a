"""Copying an SQLite database that others write to, and looking at what is in a copy."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from warm_transfer.backups.work import Stopped, go_on, let_stop

BUSY_TIMEOUT_S = 10.0
PAGES_AT_ONCE = 2_000  # 8 MB with pages of 4 KiB
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


class Unsound(Exception):
    """The database is damaged, or not one of this product. Its words say how."""


class InUse(Exception):
    """Somebody else has the database open."""


@dataclass(frozen=True, slots=True)
class Contents:
    revision: str
    rows: dict[str, int]


def copy_database(live: Path, copy: Path, stop: threading.Event) -> Contents:
    """Copy what is committed at this moment; writers are not delayed.

    Rows are counted in the same transaction, in the original. Raises Unsound.
    """
    with (
        _damage_named(),
        closing(_connect(live, "rw")) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        let_stop(source, stop)
        source.execute("PRAGMA query_only=ON")
        source.execute("BEGIN")
        contents = _contents(source)
        source.backup(target, pages=PAGES_AT_ONCE, progress=lambda *_: go_on(stop))
        _be_one_file(target)
        return contents


def look_into(copy: Path, stop: threading.Event) -> Contents:
    """What is in a database that nobody else uses, after checking all of it. Raises Unsound."""
    try:
        with closing(_connect(copy, "ro")) as connection:
            let_stop(connection, stop)
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise Unsound(found)
            return _contents(connection)
    except sqlite3.DatabaseError as error:
        if stop.is_set():
            raise Stopped from error
        raise Unsound(str(error)) from error


def fold_into_one_file(database: Path) -> None:
    """Bring what is still in SQLite's log into the file itself; then it can be moved alone.

    Raises Unsound or InUse.
    """
    try:
        with _damage_named(), closing(_connect(database, "rw")) as connection:
            _be_one_file(connection)
    except sqlite3.OperationalError as error:
        if _kind(error) == sqlite3.SQLITE_BUSY:
            raise InUse from error
        raise


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _kind(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Unsound(str(error)) from error
        raise


def _kind(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 for what Python itself found."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _be_one_file(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """Never makes a database where there is none."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_S,
    )


def _contents(connection: sqlite3.Connection) -> Contents:
    tables = sorted(name for (name,) in connection.execute(TABLES))
    if "alembic_version" not in tables:
        raise Unsound("it has no tables of Warm Transfer")
    revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(revisions) != 1:
        raise Unsound("it does not say which version its tables have")
    rows = {name: _count(connection, name) for name in tables if name != "alembic_version"}
    return Contents(str(revisions[0][0]), rows)


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608
