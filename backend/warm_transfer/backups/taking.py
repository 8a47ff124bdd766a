"""Making a backup."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from warm_transfer.backups.archive import DATABASE, part_of, write_archive
from warm_transfer.backups.checking import SPARE_BYTES, unpack
from warm_transfer.backups.contents import Unsound, copy_database
from warm_transfer.backups.manifest import Manifest
from warm_transfer.backups.work import Stopped, flush_to_disk, free_bytes
from warm_transfer.config import Settings
from warm_transfer.errors import CannotBackUp, CannotRestore

ARRIVING = ".{name}.part-"
OWNER_ONLY_DIRECTORY = 0o700
STAMP = "%Y%m%dT%H%M%SZ"


def make_folder(folder: Path) -> None:
    """Make the folder that backups go to by themselves. Raises CannotBackUp."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_DIRECTORY)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def new_file(wish: Path | None, settings: Settings, now: datetime) -> Path:
    """Where a backup goes that somebody asks for. Raises CannotBackUp."""
    name = f"warm-transfer-{now.astimezone(UTC):{STAMP}}.zip"
    if wish is not None:
        return (wish / name if wish.is_dir() else wish).absolute()
    make_folder(settings.resolved_backup_dir)
    return settings.resolved_backup_dir.absolute() / name


def take(database: Path, target: Path, now: datetime, stop: threading.Event) -> Manifest:
    """Write a checked backup to a new file `target`. Whatever fails, there is none under that name.

    Raises CannotBackUp, or Stopped.
    """
    if not database.is_file():
        raise CannotBackUp(
            f"There is no database at {database} yet. See that DATA_DIR and DATABASE_URL are those "
            "of the running product.",
            code="no_database",
        )
    if target.exists():
        raise _exists(target)
    try:
        _require_room(database, target.parent)
        name = ARRIVING.format(name=target.name)
        with tempfile.TemporaryDirectory(prefix=name, dir=target.parent) as folder:
            return _take(database, target, Path(folder), now, stop)
    except Unsound as error:
        raise _unsound(database, error) from error
    except CannotRestore as error:
        if isinstance(error.__cause__, Unsound):  # found in what is, bit by bit, the copy
            raise _unsound(database, error.__cause__) from error
        raise CannotBackUp(
            f"What was written to {target.parent} could not be read back as it was, so it was "
            "removed. Check that disk, or choose another place.",
            code="backup_unreadable",
        ) from error
    except sqlite3.Error as error:
        if stop.is_set():
            raise Stopped from error
        raise CannotBackUp(
            f"The database {database} could not be copied ({error}). See who owns it and whether "
            "the disk is full, and try again.",
        ) from error
    except OSError as error:
        raise _cannot_write(target.parent, error) from error


def _take(
    database: Path, target: Path, folder: Path, now: datetime, stop: threading.Event
) -> Manifest:
    copy, archive, unpacked = folder / DATABASE, folder / "archive", folder / "unpacked"
    contents = copy_database(database, copy, stop)
    manifest = Manifest(
        version=version("warm-transfer"),
        revision=contents.revision,
        taken_at=now,
        rows=contents.rows,
        parts={DATABASE: part_of(copy, stop)},
    )
    write_archive(archive, manifest, copy, stop)
    copy.unlink()
    unpacked.mkdir()
    unpack(archive, unpacked, stop)
    _put_in_place(archive, target)
    return manifest


def _put_in_place(archive: Path, target: Path) -> None:
    try:
        os.link(archive, target)  # unlike a rename, replaces nothing
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError:  # a file system without links, as on many memory sticks
        if target.exists():
            raise _exists(target) from None
        archive.rename(target)
    with suppress(OSError):  # some network file systems cannot do this for a folder
        flush_to_disk(target.parent)


def _require_room(database: Path, folder: Path) -> None:
    log = database.with_name(f"{database.name}-wal")
    size = database.stat().st_size + (log.stat().st_size if log.exists() else 0)
    wanted = 2 * size + SPARE_BYTES  # the copy and the archive, then the archive and what is in it
    if (free := free_bytes(folder)) < wanted:
        raise CannotBackUp(
            f"{wanted // 1_000_000} MB are needed in {folder} for a while, but only "
            f"{free // 1_000_000} MB are free. Make room, or choose another place.",
            code="no_room",
        )


def _unsound(database: Path, how: Unsound) -> CannotBackUp:
    return CannotBackUp(
        f"The database {database} is unsound ({how}). Keep the backups there are, and restore the "
        "newest one.",
        code="database_damaged",
    )


def _exists(target: Path) -> CannotBackUp:
    return CannotBackUp(
        f"There is a file {target} already, which is left as it is. Give another name.",
        code="backup_exists",
    )


def _cannot_write(folder: Path, error: OSError) -> CannotBackUp:
    return CannotBackUp(
        f"{folder} cannot be written to ({error.strerror or error}). Choose a folder that exists, "
        "is yours and has room.",
    )
