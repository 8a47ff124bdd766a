"""Backups by themselves, at an interval. Of several API processes, one makes each."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from warm_transfer.backups.database import database_file
from warm_transfer.backups.status import BackupStatus, read_status, write_status
from warm_transfer.backups.taking import ARRIVING, STAMP, make_folder, take
from warm_transfer.backups.work import Stopped
from warm_transfer.config import Settings
from warm_transfer.errors import CannotBackUp
from warm_transfer.locks import Held, exclusive

log = structlog.get_logger(__name__)

PREFIX: Final = "warm-transfer-auto-"
NAME: Final = re.compile(rf"{PREFIX}(\d{{8}}T\d{{6}}Z)\.zip")
LOCK_NAME: Final = ".automatic.lock"
LOOK_EVERY_S = 60.0  # the clock may be set, and another process may have made one
AGAIN_AFTER_S = 600.0  # a failure


async def run_automatic_backups(settings: Settings, clock: Callable[[], datetime]) -> None:
    """Make one whenever one is due, until cancelled; what it is at then is left off."""
    interval_s = settings.backup_interval_h * 3600
    while True:
        stop = threading.Event()
        work = asyncio.create_task(asyncio.to_thread(back_up_if_due, settings, clock(), stop))
        try:
            good = await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            with suppress(Stopped):
                await work
            raise
        await asyncio.sleep(min(interval_s, LOOK_EVERY_S if good else AGAIN_AFTER_S))


def back_up_if_due(settings: Settings, now: datetime, stop: threading.Event) -> bool:
    """Whether all is well. A failure is logged and kept for `/ready`; Stopped is raised."""
    folder = settings.resolved_backup_dir
    try:
        make_folder(folder)
        with exclusive(folder / LOCK_NAME, owner=str(os.getpid())):
            if _due(folder, now, timedelta(hours=settings.backup_interval_h)):
                _back_up(settings, folder, now, stop)
    except Held:  # another process is at it
        return True
    except CannotBackUp as error:
        _note_failure(settings, now, error.code, error.detail)
        return False
    except OSError as error:
        _note_failure(settings, now, CannotBackUp.code, str(error))
        return False
    return True


def automatic_backups(folder: Path) -> list[Path]:
    """The oldest first. Those that people made under other names are none."""
    return sorted(path for path in folder.glob(f"{PREFIX}*") if NAME.fullmatch(path.name))


def _back_up(settings: Settings, folder: Path, now: datetime, stop: threading.Event) -> None:
    for leftover in folder.glob(ARRIVING.format(name=f"{PREFIX}*") + "*"):  # of a killed process
        shutil.rmtree(leftover, ignore_errors=True)
    before = automatic_backups(folder)
    target = folder / f"{PREFIX}{now.astimezone(UTC):{STAMP}}.zip"
    take(database_file(settings), target, now, stop)
    size = target.stat().st_size
    write_status(settings, BackupStatus(good_at=now, good_bytes=size))
    log.info("automatic_backup_made", bytes=size)
    superfluous = max(0, len(before) + 1 - settings.backup_keep)
    for old in before[:superfluous]:  # only now that a newer one is good
        old.unlink()


def _due(folder: Path, now: datetime, interval: timedelta) -> bool:
    """Names from the future, of a clock that was wrong, do not count."""
    taken = (
        datetime.strptime(NAME.sub(r"\1", path.name), STAMP).replace(tzinfo=UTC)
        for path in automatic_backups(folder)
    )
    interval = max(interval, timedelta(seconds=1))  # names are no finer
    return not any(now - interval < at <= now for at in taken)


def _note_failure(settings: Settings, now: datetime, code: str, detail: str) -> None:
    log.error("automatic_backup_failed", code=code, detail=detail)
    failed = {"failed_at": now, "failed_code": code}
    with suppress(OSError):  # where DATA_DIR is full, which `/ready` says too
        write_status(settings, read_status(settings).model_copy(update=failed))
