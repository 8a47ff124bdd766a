"""A file that one process at a time holds, or several that share it. The system lets go of it when
they end."""

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


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold `path` with all others who share it. Raises `Held` while somebody has it alone."""
    with path.open("a+", encoding="utf-8") as file:
        if not _share(file):
            raise Held(_read(path))
        yield


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:  # Windows lets nobody read what another process has locked
        return ""


if sys.platform == "win32":
    import msvcrt

    SHARERS = (
        64  # Windows has no shared locks here: each takes one byte, and who is alone takes all
    )

    def _lock(file: IO[str], *, wait: bool) -> bool:
        file.seek(0)
        while True:
            try:
                # Gives up by itself after ten seconds when told to wait.
                mode = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK
                msvcrt.locking(file.fileno(), mode, SHARERS)
            except OSError:
                if not wait:
                    return False
            else:
                return True

    def _share(file: IO[str]) -> bool:
        for place in range(SHARERS):
            file.seek(place)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                continue
            return True
        return False

else:
    import fcntl

    def _lock(file: IO[str], *, wait: bool) -> bool:
        return _flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))

    def _share(file: IO[str]) -> bool:
        return _flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _flock(file: IO[str], how: int) -> bool:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            return False
        return True
