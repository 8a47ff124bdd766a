"""`warm-transfer backup` and `restore`: what they say and ask around the work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from warm_transfer.backups.database import database_file
from warm_transfer.backups.manifest import Manifest
from warm_transfer.backups.restoring import restore
from warm_transfer.backups.taking import new_file, take
from warm_transfer.config import Settings
from warm_transfer.errors import CannotRestore

Say = Callable[[str], None]


def write_backup(settings: Settings, wish: Path | None, say: Say) -> Path:
    """Write a backup to `wish`, a new file or a folder, or where backups go. Returns its path."""
    database, now = database_file(settings), datetime.now(UTC)
    target = new_file(wish, settings, now)
    say(take(database, target, now, threading.Event()).summary)
    return target


def put_back(settings: Settings, file: Path, agree: Callable[[str], bool], say: Say) -> Path:
    """Restore a backup once somebody has agreed. Returns the path of the database."""
    database = database_file(settings)

    def confirm(manifest: Manifest) -> bool:
        say(manifest.summary)
        return agree(f"Put this in the place of {database}?")

    restored = restore(file, database, datetime.now(UTC), confirm)
    if restored is None:
        raise CannotRestore("Nothing was changed.", code="not_confirmed")
    if restored.migrated:
        say("Its tables were older, and have been brought up to date.")
    if restored.kept is not None:
        say(f"What was there before is kept in {restored.kept}")
    return database
