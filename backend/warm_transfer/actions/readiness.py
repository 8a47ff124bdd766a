"""Whether each part works, as a load balancer and an operator want to know it."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, text

from warm_transfer.actions.context import Context
from warm_transfer.actions.speech import WORKER_LOST_AFTER, speech_health
from warm_transfer.actions.views import PartHealth, Readiness
from warm_transfer.backups.status import BackupStatus, read_status
from warm_transfer.db.models import Call, WorkerSighting
from warm_transfer.errors import WarmTransferError

CHECK_TIMEOUT_S = 3.0
SHARED_FOR_S = 1.0  # anybody may ask, as often as they like
MIN_FREE_MB = 200  # a busy desk writes a tenth of that in a day
WORKER_FORGOTTEN_AFTER = timedelta(days=1)
BACKUP_TAKES = timedelta(hours=1)  # at most
# Told, and not counted: a process that serves calls well is not to be taken out of service.
NOT_COUNTED = frozenset({"backups", "speech"})

OK = PartHealth(ok=True, detail="works")


async def readiness(ctx: Context) -> Readiness:
    """Ask every part at once; one that is silent for `CHECK_TIMEOUT_S` is not ready."""
    checks = {
        "database": _database(ctx),
        "livekit": _livekit(ctx),
        "call_worker": _call_worker(ctx),
        "speech": speech_health(ctx),
        "disk": _disk(ctx),
        "backups": _backups(ctx),
    }
    found = await asyncio.gather(*(_bounded(check) for check in checks.values()))
    parts = dict(zip(checks, found, strict=True))
    ready = all(part.ok for name, part in parts.items() if name not in NOT_COUNTED)
    return Readiness(ready=ready, parts=parts)


class SharedReadiness:
    """One answer for all who ask within `SHARED_FOR_S`, and never two questions at once."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._asked_s = 0.0
        self._answer: asyncio.Task[Readiness] | None = None

    async def ask(self) -> Readiness:
        now_s = time.monotonic()
        if self._answer is None or (self._answer.done() and now_s - self._asked_s >= SHARED_FOR_S):
            self._asked_s = now_s
            self._answer = asyncio.create_task(readiness(self._ctx))
        return await asyncio.shield(self._answer)  # one who goes away does not end it for others


async def worker_seen(
    ctx: Context, worker_id: str, speech: list[dict[str, Any]] | None = None
) -> None:
    """A call worker says that it is there, and how its providers of speech to text fare."""
    async with ctx.db.unit_of_work() as uow:
        forgotten = WorkerSighting.seen_at < uow.now - WORKER_FORGOTTEN_AFTER
        await uow.session.execute(delete(WorkerSighting).where(forgotten))
        await uow.session.merge(WorkerSighting(worker_id=worker_id, seen_at=uow.now, speech=speech))


async def calls_by_state(ctx: Context) -> dict[str, int]:
    """How many calls there are now; ended ones are not counted."""
    async with ctx.db.read() as session:
        rows = await session.execute(
            select(Call.state, func.count()).where(Call.state != "ended").group_by(Call.state)
        )
        return {row[0]: row[1] for row in rows}


async def backup_status(ctx: Context) -> BackupStatus:
    """How the automatic backups fare, whichever process makes them."""
    return await asyncio.to_thread(read_status, ctx.settings)


async def _bounded(check: Awaitable[PartHealth]) -> PartHealth:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            return await check
    except TimeoutError:
        return PartHealth(ok=False, detail=f"no answer within {CHECK_TIMEOUT_S:.0f} s")
    except WarmTransferError as e:
        return PartHealth(ok=False, detail=e.detail)


async def _database(ctx: Context) -> PartHealth:
    """It can be written to: reading goes on beside somebody who holds it locked."""
    async with ctx.db.unit_of_work() as uow:
        await uow.session.execute(text("SELECT 1"))
    return OK


async def _livekit(ctx: Context) -> PartHealth:
    await ctx.rooms.ping()
    return OK


async def _call_worker(ctx: Context) -> PartHealth:
    if ctx.settings.stt_providers == ["none"]:
        return PartHealth(ok=True, detail="transcription is switched off")
    async with ctx.db.read() as session:
        seen_at = await session.scalar(select(func.max(WorkerSighting.seen_at)))
    if seen_at is None:
        return PartHealth(ok=False, detail="no call worker has reported yet")
    if ctx.clock() - seen_at > WORKER_LOST_AFTER:
        return PartHealth(ok=False, detail="no call worker reports any more; calls go on without")
    return OK


async def _disk(ctx: Context) -> PartHealth:
    usage = await asyncio.to_thread(shutil.disk_usage, ctx.settings.data_dir)
    free_mb = usage.free // (1024 * 1024)
    if free_mb < MIN_FREE_MB:
        return PartHealth(ok=False, detail=f"only {free_mb} MB free in DATA_DIR")
    return PartHealth(ok=True, detail=f"{free_mb} MB free")


async def _backups(ctx: Context) -> PartHealth:
    interval = timedelta(hours=ctx.settings.backup_interval_h)
    if not interval:
        return PartHealth(ok=True, detail="none are made by themselves")
    status = await backup_status(ctx)
    if status.failed_at is not None:
        when = f"{status.failed_at:%Y-%m-%d %H:%M} UTC"
        return PartHealth(ok=False, detail=f"failed at {when} ({status.failed_code}); see the log")
    if status.good_at is None:
        return PartHealth(ok=True, detail="the first one has yet to be made")
    when = f"{status.good_at:%Y-%m-%d %H:%M} UTC"
    if ctx.clock() - status.good_at > 2 * interval + BACKUP_TAKES:
        return PartHealth(ok=False, detail=f"none was made since {when}; see the log")
    return PartHealth(ok=True, detail=f"the last one was made and checked at {when}")
