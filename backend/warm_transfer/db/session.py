"""One transaction = one decision: its rows, events and audit lines; published after commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import QueuePool, exc, text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from warm_transfer.db.models import AuditRow, Event
from warm_transfer.db.sqlite import configure_sqlite
from warm_transfer.errors import DatabaseUnavailable

TURN_WITHIN_S = 5.0  # as long as SQLite waits for another process that writes
POOL_TIMEOUT_S = 10  # how long a request waits for a connection before it gets a 503
GIVEN_BACK_WITHIN_S = 2.0  # at a stop, when requests have ended or were cancelled
GIVEN_BACK_POLL_S = 0.01
NO_ANSWER = "The database does not answer. Try again shortly."
# PostgreSQL broke a deadlock or could not serialise: trying again helps.
GAVE_WAY = frozenset({"40P01", "40001"})
EVENT_ORDER_LOCK = 0x77_74_65_76  # any number nobody else uses: "wtev"

Publish = Callable[[Sequence[Event]], None]


@dataclass
class UnitOfWork:
    """A session plus the events that tell of its changes."""

    session: AsyncSession
    now: datetime
    events: list[Event] = field(default_factory=list)

    def record(self, new: Event) -> None:
        """Store this event with the transaction. It gets its id at commit, then is published."""
        self.events.append(new)

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
    at the same moment are put in order by the database rather than failing at commit. It lets
    whoever waits try again and again, and one may never be lucky: so they queue here first.

    Events become visible in the order of their ids, in every process: whoever has seen id N
    has nothing below N to miss. That is what lets a stream resume by its last id.
    """

    def __init__(self, url: str, *, clock: Callable[[], datetime], publish: Publish) -> None:
        self.engine = create_engine(url)
        self._writing = async_sessionmaker(self.engine, expire_on_commit=False)
        self._reading = async_sessionmaker(
            self.engine.execution_options(read_only=True), expire_on_commit=False
        )
        self._clock = clock
        self._publish = publish
        self._event_order = asyncio.Lock()
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[UnitOfWork]:
        """Commit when the block ends, roll back when it raises, publish only after commit."""
        with _translated_errors():
            async with self._turn(), self._writing() as session:
                await _begin(session)  # now, so that nobody writes between load and decision
                uow = UnitOfWork(session, self._clock())
                yield uow
                await self._commit(uow)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading alone: on SQLite it waits for no writer and delays none."""
        with _translated_errors():
            async with self._reading() as session:
                await _begin(session)
                yield session

    async def close(self) -> None:
        """Close the connections, once those in use were given back; later, nobody closes them."""
        pool = self.engine.pool
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVEN_BACK_WITHIN_S):
                while isinstance(pool, QueuePool) and pool.checkedout():  # noqa: ASYNC110 - no signal
                    await asyncio.sleep(GIVEN_BACK_POLL_S)
        await self.engine.dispose()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self.engine.dialect.name != "sqlite":
            yield
            return
        try:
            async with asyncio.timeout(TURN_WITHIN_S):
                await self._writer.acquire()
        except TimeoutError as e:
            raise DatabaseUnavailable(NO_ANSWER) from e
        try:
            yield
        finally:
            self._writer.release()

    async def _commit(self, uow: UnitOfWork) -> None:
        # Everything but the events goes first, so that whoever holds the order of events never
        # waits for a row that another transaction holds.
        await uow.session.flush()
        if not uow.events:
            await uow.session.commit()
            return
        async with self._event_order:
            if self.engine.dialect.name == "postgresql":
                # PostgreSQL hands out ids before commit, in any order; SQLite has one writer.
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                await uow.session.execute(lock, {"key": EVENT_ORDER_LOCK})
            uow.session.add_all(uow.events)
            await uow.session.commit()
            self._publish(uow.events)


async def _begin(session: AsyncSession) -> None:
    try:
        await session.connection()
    except OSError as e:  # what a driver raises when there is no server to connect to
        raise DatabaseUnavailable(NO_ANSWER) from e


@contextmanager
def _translated_errors() -> Iterator[None]:
    """A database locked, full or gone is our DatabaseUnavailable; a bug stays what it is."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as e:
        raise DatabaseUnavailable(NO_ANSWER) from e
    except exc.DBAPIError as e:
        if getattr(e.orig, "sqlstate", None) in GAVE_WAY:
            raise DatabaseUnavailable(NO_ANSWER) from e
        raise


def create_engine(url: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=POOL_TIMEOUT_S,
        hide_parameters=True,  # errors are logged, and parameters are names and spoken words
    )
    if engine.dialect.name == "sqlite":
        configure_sqlite(engine.sync_engine)
    return engine
