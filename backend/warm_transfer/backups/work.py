"""Long work in a thread that can be told to stop."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

CHUNK_BYTES: Final = 1024 * 1024
ASK_EVERY = 100_000  # instructions of SQLite's, some milliseconds


class Stopped(Exception):
    """The work was told to stop; what it had made is gone."""


def go_on(stop: threading.Event) -> None:
    if stop.is_set():
        raise Stopped


def chunks(file: IO[bytes], stop: threading.Event) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        go_on(stop)
        yield chunk


def sha256_of(path: Path, stop: threading.Event) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in chunks(file, stop):
            digest.update(chunk)
    return digest.hexdigest()


def let_stop(connection: sqlite3.Connection, stop: threading.Event) -> None:
    """A query that is told to stop ends with `sqlite3.OperationalError`."""
    connection.set_progress_handler(stop.is_set, ASK_EVERY)


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def flush_to_disk(path: Path) -> None:
    """Have the disk hold what is in this file or folder, whatever happens from here on."""
    if path.is_dir() and sys.platform == "win32":
        return  # which opens no folder, and writes names at once
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
