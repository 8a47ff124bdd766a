"""Say on the terminal what is going on, and for long work how far it is."""

from __future__ import annotations

import sys
import time
from typing import TextIO

REPORT_EVERY_S = 2.0
MEGABYTE = 1_000_000


class Progress:
    """Lines for a person. They go to stderr, so that stdout holds a command's result alone."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._last_report = 0.0

    def say(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def sometimes(self, line: str) -> None:
        """Say it unless something was said this way a moment ago."""
        now = time.monotonic()
        if now - self._last_report >= REPORT_EVERY_S:
            self._last_report = now
            self.say(line)


def in_megabytes(count: int) -> str:
    return f"{count / MEGABYTE:.1f} MB"
