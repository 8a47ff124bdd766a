"""Putting a backup in the place of the database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from warm_transfer.backups.checking import unpack
from warm_transfer.backups.contents import InUse, Unsound, fold_into_one_file
from warm_transfer.backups.database import database_alone
from warm_transfer.backups.manifest import Manifest, too_new
from warm_transfer.backups.taking import STAMP
from warm_transfer.backups.work import flush_to_disk
from warm_transfer.db.migrate import known_revisions, upgrade_to_head
from warm_transfer.errors import CannotRestore

ARRIVING = ".restoring-"
LOGS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept` is the folder with what was there before; `migrated` tells of older tables."""

    manifest: Manifest
    kept: Path | None
    migrated: bool


def restore(
    file: Path, database: Path, now: datetime, confirm: Callable[[Manifest], bool]
) -> Restored | None:
    """Replace the database by the one in a backup, once `confirm` agrees; None when it does not.

    The database is replaced in one step, at the end. Raises CannotRestore.
    """
    try:
        with database_alone(database):
            for leftover in database.parent.glob(f"{ARRIVING}*"):  # of a restore that was killed
                shutil.rmtree(leftover)
            with tempfile.TemporaryDirectory(prefix=ARRIVING, dir=database.parent) as folder:
                return _restore(file, database, Path(folder), now, confirm)
    except OSError as error:
        raise CannotRestore(
            f"{error.filename or database.parent} cannot be used ({error.strerror or error}). "
            "The database is as it was. See who owns that and whether the disk is full.",
        ) from error


def _restore(
    file: Path, database: Path, folder: Path, now: datetime, confirm: Callable[[Manifest], bool]
) -> Restored | None:
    manifest, arriving = unpack(file, folder, threading.Event())
    revisions = known_revisions()
    if manifest.revision not in revisions:
        raise too_new(file.name, manifest.version)
    if not confirm(manifest):
        return None
    migrated = manifest.revision != revisions[0]
    if migrated:
        _bring_up_to_date(arriving)
    kept = _keep_aside(database, now)
    arriving.replace(database)
    flush_to_disk(database.parent)
    return Restored(manifest, kept, migrated)


def _bring_up_to_date(database: Path) -> None:
    try:
        upgrade_to_head(f"sqlite+aiosqlite:///{database}")
        fold_into_one_file(database)
    except (SQLAlchemyError, CommandError, sqlite3.Error, Unsound) as error:
        raise CannotRestore(
            f"Its tables could not be brought up to date ({error}). Nothing was changed. "
            "Restore it with the version that made it, and update that.",
            code="backup_not_migrated",
        ) from error
    flush_to_disk(database)


def _keep_aside(database: Path, now: datetime) -> Path | None:
    """A folder with the database as it is now, which stays in its place as well; None: there is
    nothing."""
    logs = [database.with_name(f"{database.name}{suffix}") for suffix in LOGS]
    if not any(path.exists() for path in (database, *logs)):
        return None
    prefix = f"before-restore-{now:{STAMP}}-"
    aside = Path(tempfile.mkdtemp(prefix=prefix, dir=database.parent))
    for log in filter(Path.exists, logs):  # SQLite throws those away that it cannot read
        shutil.copy2(log, aside)
    if database.exists():
        _fold(database, aside, logs)
        _link_or_copy(database, aside / database.name)
    flush_to_disk(aside)
    for log in logs:  # left by a damaged database or one that is gone; they must not meet the new
        log.unlink(missing_ok=True)
    return aside


def _fold(database: Path, aside: Path, logs: list[Path]) -> None:
    """Have all of the database in its one file, unless it is damaged."""
    try:
        fold_into_one_file(database)
    except Unsound:
        return
    except InUse as error:
        shutil.rmtree(aside)
        raise CannotRestore(
            f"Another program has {database} open. Nothing was changed. Close it, then restore.",
            code="database_in_use",
        ) from error
    except sqlite3.Error as error:
        shutil.rmtree(aside)
        raise CannotRestore(
            f"The database {database} cannot be put aside ({error}). Nothing was changed. See who "
            "owns it and whether the disk is full.",
        ) from error
    for log in logs:
        (aside / log.name).unlink(missing_ok=True)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)
        flush_to_disk(target)
