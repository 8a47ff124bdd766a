"""Of several processes one does what need not be done twice: the one that holds the lease.

A lease is a row whose version its holder raises every second. No clock is compared with another
machine's: who waits takes it over when the version has not changed for `LEASE_S` by their own
clock, and who holds it trusts in it for `SURE_FOR_S` after they began to raise the version. That
ends before the other does, however slow the database is.

A holder that was stopped in the middle of something may finish that before it notices. So what is
done under a lease must be harmless when somebody else has done it: it is decided anew under a lock
in the database, or asks LiveKit for what can be asked for twice.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError

from warm_transfer.actions.credentials import new_id
from warm_transfer.db.models import Lease
from warm_transfer.db.session import Database
from warm_transfer.errors import DatabaseUnavailable

LEASE_S = 5.0
SURE_FOR_S = 3.5
RENEW_EVERY_S = 1.0

log = structlog.get_logger(__name__)


class Contender:
    """One of those who want the lease of this name."""

    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self._name = name
        self._id = new_id()
        self._had_it = False  # when last looked at
        self._sure_until_s = -math.inf
        self._seen: tuple[str | None, int] | None = None  # holder and version
        self._seen_since_s = 0.0

    @property
    def holds(self) -> bool:
        return time.monotonic() < self._sure_until_s

    async def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `work`, which does not end by itself, while the lease is held, until cancelled.

        Then give it up. Raises what `work` raises.
        """
        working: asyncio.Task[None] | None = None
        try:
            while True:
                with suppress(DatabaseUnavailable):  # it runs out, and nobody else gets it either
                    await self.contend()
                if working is not None and working.done():
                    return working.result()
                if working is not None and not self.holds:
                    await _end(working)
                    working = None
                if working is None and self.holds:
                    working = asyncio.create_task(work())
                await asyncio.sleep(RENEW_EVERY_S)
        finally:
            if working is not None:
                await _end(working)
            with suppress(DatabaseUnavailable):
                await self.give_up()

    async def contend(self) -> None:
        """Renew the lease, or take it if it is free."""
        began_s = time.monotonic()
        held = await self._renew() if self._had_it else await self._take()
        if held:
            self._sure_until_s = began_s + SURE_FOR_S
        if held != self._had_it:
            log.info("lease_taken" if held else "lease_lost", lease=self._name)
        self._had_it = held

    async def give_up(self) -> None:
        """Let somebody else have it at once."""
        self._sure_until_s = -math.inf
        if self._had_it:
            self._had_it = False
            await self._change(Lease.holder == self._id, holder=None)
            log.info("lease_given_up", lease=self._name)

    async def _renew(self) -> bool:
        return await self._change(Lease.holder == self._id, holder=self._id)

    async def _take(self) -> bool:
        asked_s = time.monotonic()
        async with self._db.read() as session:
            row = await session.get(Lease, self._name)
        if row is None:
            return await self._create()
        if row.holder == self._id:  # it was taken, but the answer got lost
            return await self._renew()
        if self._seen != (row.holder, row.version):
            self._seen, self._seen_since_s = (row.holder, row.version), time.monotonic()
        if row.holder is not None and asked_s - self._seen_since_s < LEASE_S:
            return False
        return await self._change(Lease.version == row.version, holder=self._id)

    async def _create(self) -> bool:
        with suppress(IntegrityError):  # somebody was quicker
            async with self._db.unit_of_work() as uow:
                uow.session.add(Lease(name=self._name, holder=self._id, version=1))
            return True
        return False

    async def _change(self, condition: ColumnElement[bool], *, holder: str | None) -> bool:
        """Compare and swap. Whether the condition still held."""
        async with self._db.unit_of_work() as uow:
            changed = await uow.session.execute(
                update(Lease)
                .where(Lease.name == self._name, condition)
                .values(holder=holder, version=Lease.version + 1)
                .returning(Lease.name)
            )
            return changed.scalar_one_or_none() is not None


async def _end(working: asyncio.Task[None]) -> None:
    working.cancel()
    await asyncio.wait({working})
