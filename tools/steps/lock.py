"""One set-up at a time in a checkout."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from steps.console import say

RETRY_S = 0.2


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold `path` locked; wait while another process does. The system frees it if we die."""
    with path.open("a+b") as file:
        if not _try_lock(file):
            say("Another set-up is at work in this checkout; waiting for it to finish.")
            while not _try_lock(file):
                time.sleep(RETRY_S)
        yield


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
