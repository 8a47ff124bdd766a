"""The file itself: a ZIP archive of manifest and database, sealed with a hash of all of it.

The manifest comes first, so that the first bytes say whose file this is. The seal is the archive's
comment, its last bytes: SHA-256 of everything before. So no bit of the file can change unnoticed,
and a file that was cut short has none.
"""

from __future__ import annotations

import hashlib
import os
import threading
import zipfile
import zlib
from pathlib import Path
from typing import Final

from warm_transfer.backups.manifest import Manifest, Part, damaged, read_manifest
from warm_transfer.backups.work import chunks, flush_to_disk, sha256_of
from warm_transfer.errors import CannotRestore

MANIFEST: Final = "warm-transfer-backup.json"
DATABASE: Final = "warm-transfer.db"
FIRST_BYTES: Final = b"PK\x03\x04"  # of every ZIP archive; 26 bytes later comes the first name
NAME_AT: Final = 30
SEAL: Final = b"sha256:"
HEX_BYTES: Final = 64
FAST: Final = 1  # level 6 makes a twelfth less of it in four times the time
MAX_MANIFEST_BYTES: Final = 1024 * 1024
UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError)
OWNER_ONLY: Final = 0o600


def part_of(database: Path, stop: threading.Event) -> Part:
    return Part(bytes=database.stat().st_size, sha256=sha256_of(database, stop))


def write_archive(path: Path, manifest: Manifest, database: Path, stop: threading.Event) -> None:
    """Write a new file, for its owner alone, and have the disk hold it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with (
        os.fdopen(descriptor, "w+b") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive,
    ):
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))
        with (
            database.open("rb") as source,
            archive.open(DATABASE, "w", force_zip64=True) as part,
        ):
            for chunk in chunks(source, stop):
                part.write(chunk)
        archive.comment = SEAL + b"0" * HEX_BYTES
    with path.open("r+b") as file:
        seal = _digest(path, stop)
        file.seek(-HEX_BYTES, os.SEEK_END)
        file.write(seal)
    flush_to_disk(path)


def read_archive(path: Path, stop: threading.Event) -> Manifest:
    """What a file says about itself, once every bit of it is known to be as it was written.

    Raises CannotRestore.
    """
    _require_whole(path, stop)
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(MANIFEST).file_size > MAX_MANIFEST_BYTES:
                raise damaged(path.name, "its manifest is too long")
            manifest = read_manifest(archive.read(MANIFEST), path.name)
            names = {name: archive.getinfo(name).file_size for name in archive.namelist()}
    except UNREADABLE as error:
        raise damaged(path.name, "it is no complete archive") from error
    listed = {name: part.bytes for name, part in manifest.parts.items()}
    if DATABASE not in listed or names.keys() - {MANIFEST} != listed.keys():
        raise damaged(path.name, "its parts are not those of its manifest")
    return manifest


def extract_database(path: Path, manifest: Manifest, target: Path, stop: threading.Event) -> None:
    """Write the database to a new file, for its owner alone. Raises CannotRestore."""
    wanted, left, digest = (
        manifest.parts[DATABASE],
        manifest.parts[DATABASE].bytes,
        hashlib.sha256(),
    )
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(path) as archive,
            archive.open(DATABASE) as part,
        ):
            for chunk in chunks(part, stop):
                left -= len(chunk)
                if left < 0:
                    break
                digest.update(chunk)
                file.write(chunk)
    except UNREADABLE as error:
        raise damaged(path.name, "the database in it cannot be unpacked") from error
    if left or digest.hexdigest() != wanted.sha256:
        raise damaged(path.name, "the database in it is not what its manifest says")
    flush_to_disk(target)


def _require_whole(path: Path, stop: threading.Event) -> None:
    try:
        with path.open("rb") as file:
            beginning = file.read(NAME_AT + len(MANIFEST))
            if not beginning:
                raise _foreign(path, "it is empty")
            if beginning[:4] != FIRST_BYTES or beginning[NAME_AT:] != MANIFEST.encode():
                raise _foreign(path, "it does not begin like one")
            file.seek(-min(HEX_BYTES, path.stat().st_size), os.SEEK_END)
            seal = file.read()
    except FileNotFoundError as error:
        raise CannotRestore(
            f"There is no file {path}. Give the path of a backup.", code="backup_not_found"
        ) from error
    except IsADirectoryError as error:
        raise _foreign(path, "it is a folder") from error
    if seal != _digest(path, stop):
        raise damaged(path.name, "it was changed or cut short after it was written")


def _digest(path: Path, stop: threading.Event) -> bytes:
    """SHA-256 of all but the seal's own digits, in hexadecimal."""
    digest, left = hashlib.sha256(), path.stat().st_size - HEX_BYTES
    with path.open("rb") as file:
        for chunk in chunks(file, stop):
            digest.update(chunk[: max(left, 0)])
            left -= len(chunk)
    return digest.hexdigest().encode()


def _foreign(path: Path, why: str) -> CannotRestore:
    return CannotRestore(
        f"{path.name} is not a backup of Warm Transfer: {why}. Nothing was changed. "
        "Give the path of a backup.",
        code="not_a_backup",
    )
