"""Databases and backups of them, made without a running product."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

from warm_transfer.backups.taking import take
from warm_transfer.db.migrate import migration_config

Row = tuple[object, ...]
Rows = Mapping[str, Mapping[Row, Row]]  # by table, by primary key
AT = "2026-03-04 05:06:07.000000"
TAKEN_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
CALL = "c" * 32


def make_database(path: Path, *, segments: int = 3, revision: str = "head") -> Path:
    """The tables of a version, with an agent and one call that has ended."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(migration_config(f"sqlite+aiosqlite:///{path}"), revision)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO users (id, username, name, role, disabled, away, announced_presence, "
            "created_at) VALUES ('u1', 'ines', 'Ines Duarte', 'agent', 0, 0, 'offline', ?)",
            (AT,),
        )
        connection.execute(
            "INSERT INTO calls (id, state, caller_name, room_name, created_at, ended_at, version) "
            "VALUES (?, 'ended', 'Omar', 'room_1', ?, ?, 4)",
            (CALL, AT, AT),
        )
        connection.executemany(
            "INSERT INTO segments (id, call_id, identity, speaker_kind, speaker_name, text, "
            "start_s, end_s) VALUES (?, ?, 'caller-1', 'caller', 'Omar', ?, ?, ?)",
            ((f"s{n:08}", CALL, _words(n), n, n + 1) for n in range(segments)),
        )
    return path


def backup_of(database: Path, target: Path) -> Path:
    take(database, target, TAKEN_AT, threading.Event())
    return target


def rows_of(database: Path) -> Rows:
    """Every row of every table by its primary key, as committed at one moment.

    Of the index of words, its list of segments: the rest is SQLite's own.
    """
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND name NOT LIKE 'segment_words_index%'"
    )
    uri = f"{database.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)) as connection:
        connection.execute("BEGIN")
        return {
            name: _by_key(connection, name) for (name,) in connection.execute(tables).fetchall()
        }


def columns_of(database: Path) -> Mapping[str, list[str]]:
    """The names of the columns in those rows."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            table: [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
            for table in ("calls", "events")
        }


def contents_of(folder: Path) -> dict[str, str]:
    """What is in a folder, file by file; locks, which anybody may make, left out."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def _by_key(connection: sqlite3.Connection, table: str) -> dict[Row, Row]:
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    key = [number for number, *_, place in columns if place] or list(range(len(columns)))
    rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name from the schema
    return {tuple(row[number] for number in key): tuple(row) for row in rows}


def _words(number: int) -> str:
    """A kilobyte that does not compress to nothing."""
    return hashlib.shake_128(str(number).encode()).hexdigest(500)
