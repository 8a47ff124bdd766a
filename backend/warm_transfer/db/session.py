"""One transaction = one decision: its rows, its events and its audit lines, published after commit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from warm_transfer.db.models import AuditRow, Event

SQLITE_BUSY_TIMEOUT_MS = 5_000
READ_ONLY = "warm_transfer_read_only"

Publish = Callable[[Sequence[Event]], None]


@dataclass
class UnitOfWork:
    """A session plus the events that tell of its changes."""

    session: AsyncSession
    now: datetime
    events: list[Event] = field(default_factory=list)

    def record(self, new: Event) -> None:
        """Add an event to this transaction. It gets its id at flush and is published after commit."""
        self.events.append(new)
        self.session.add(new)

    def audit(
        self,
        action: str,
        *,
        actor: str | None,
        subject: str | None = None,
        address: str | None = None,
    ) -> None:
        self.session.add(
            AuditRow(at=self.now, action=action, actor=actor, subject=subject, address=address)
        )


class Database:
    """The engine and its transactions.

    SQLite runs in WAL mode and every writing transaction begins IMMEDIATE, so two commands
    at the same moment are put in order by the database rather than failing at commit.
    """

    def __init__(self, url: str, *, clock: Callable[[], datetime], publish: Publish) -> None:
        self.engine = _create_engine(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._clock = clock
        self._publish = publish

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[UnitOfWork]:
        """Commit when the block ends, roll back when it raises, publish only after commit."""
        async with self._sessions() as session:
            async with session.begin():
                uow = UnitOfWork(session, self._clock())
                yield uow
            self._publish(uow.events)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading alone: on SQLite it waits for no writer and delays none."""
        async with self._sessions() as session:
            await session.connection(execution_options={READ_ONLY: True})
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


def _create_engine(url: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _configure_sqlite)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
