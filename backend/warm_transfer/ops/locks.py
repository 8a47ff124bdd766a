"""A file that one process at a time holds. The system lets go of it when that process ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Held(Exception):
    """Another process holds the lock; `owner` is what it wrote about itself."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


@contextmanager
def exclusive(path: Path, *, owner: str, wait: bool = False) -> Iterator[None]:
    """Hold `path`, leaving `owner` in it for others to read. Raises `Held` unless `wait`."""
    with path.open("a+", encoding="utf-8") as file:
        if not _lock(file, wait=wait):
            raise Held(_read(path))
        file.truncate(0)
        file.write(owner)
        file.flush()
        yield


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:  # Windows lets nobody read what another process has locked
        return ""


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str], *, wait: bool) -> bool:
        file.seek(0)
        while True:
            try:
                # Gives up by itself after ten seconds when told to wait.
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
            else:
                return True

else:
    import fcntl

    def _lock(file: IO[str], *, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
