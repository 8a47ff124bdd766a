"""Automatic backups: have a place to go to, and the last one was good."""

from __future__ import annotations

import tempfile

from warm_transfer.backups.status import read_status
from warm_transfer.config import Settings
from warm_transfer.ops.doctor.findings import Failed, NotSet


async def check(settings: Settings) -> str:
    if not settings.backup_interval_h:
        raise NotSet("none by themselves (BACKUP_INTERVAL_H); `warm-transfer backup` makes one")
    folder = settings.resolved_backup_dir
    if folder.exists():
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise Failed(
                f"{folder} cannot be written to ({error.strerror})",
                "give it to the user who runs this (chown), or set BACKUP_DIR to another folder",
            ) from error
    status = read_status(settings)
    if status.failed_code is not None:
        raise Failed(
            f"the last try failed ({status.failed_code})",
            f"docs/backups.md lists the codes; the log of the API says more; see also {folder}",
        )
    if status.good_at is None:
        raise NotSet("the first one is made while the API runs")
    return f"the last one, of {status.good_at:%Y-%m-%d %H:%M} UTC, is good; they go to {folder}"
