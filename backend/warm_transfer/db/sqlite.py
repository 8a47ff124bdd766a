"""How SQLite is used: in WAL mode, one writer at a time, through aiosqlite."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event

if TYPE_CHECKING:
    import aiosqlite
    from sqlalchemy import Dialect, Engine

BUSY_TIMEOUT_MS = 5_000


def configure_sqlite(engine: Engine) -> None:
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)


def _connect(dialect: Dialect, _record: Any, args: list[Any], options: dict[str, Any]) -> Any:
    connection = dialect.connect(*args, **options)
    _stop_once(connection.driver_connection)
    return connection


def _stop_once(driver: aiosqlite.Connection) -> None:
    """Have aiosqlite (0.22) tell its thread once to end; who tells it again awaits that answer.

    SQLAlchemy stops a connection whose closing is cancelled; the closing goes on and stops it
    again. The thread has ended by then, and an answer to that would be awaited for ever, also by
    the event loop when it ends. Others saw it too:
    https://github.com/wapiti-scanner/wapiti/issues/802
    """
    driver.stop = functools.cache(driver.stop)  # type: ignore[method-assign]


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Readers must not queue behind writers: WAL lets them read beside one."""
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
