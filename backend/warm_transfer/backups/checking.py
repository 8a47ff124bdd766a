"""Everything that can be checked about a backup before it is trusted. Writing and restoring both
check with this."""

from __future__ import annotations

import threading
from pathlib import Path

from warm_transfer.backups.archive import DATABASE, extract_database, read_archive
from warm_transfer.backups.contents import Contents, Unsound, look_into
from warm_transfer.backups.manifest import Manifest, damaged
from warm_transfer.backups.work import free_bytes
from warm_transfer.errors import CannotRestore

SPARE_BYTES = 64 * 1024 * 1024  # for what the product writes meanwhile


def unpack(path: Path, folder: Path, stop: threading.Event) -> tuple[Manifest, Path]:
    """The manifest and, in `folder`, the database of a backup that is whole in every respect.

    Raises CannotRestore.
    """
    manifest = read_archive(path, stop)
    wanted = manifest.parts[DATABASE].bytes
    if free_bytes(folder) < wanted + SPARE_BYTES:
        raise CannotRestore(
            f"There is no room for the database in {path.name}, {wanted // 1_000_000 + 1} MB. "
            f"Nothing was changed. Make room at {folder.parent}.",
            code="no_room",
        )
    database = folder / DATABASE
    extract_database(path, manifest, database, stop)
    try:
        found = look_into(database, stop)
    except Unsound as error:
        raise damaged(path.name, f"the database in it is unsound ({error})") from error
    if found != Contents(manifest.revision, manifest.rows):
        raise damaged(path.name, "the database in it does not have the rows its manifest lists")
    return manifest, database
