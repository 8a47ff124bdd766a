"""The API with a clock that is ahead of everybody else's, or behind, by libfaketime."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.deathbed import Deathbed
from tests.support.forked_api import ForkedApi, run

PACKAGED = "vendor/libfaketime/src/libfaketime.so.1"  # in the package libfaketime
SYSTEMS = "usr/lib/*/faketime/libfaketime.so.1"  # where Debian and Ubuntu keep it


def find_libfaketime() -> Path | None:
    package = importlib.util.find_spec("libfaketime")
    found = [Path(package.origin).parent / PACKAGED] if package and package.origin else []
    found += sorted(Path("/").glob(SYSTEMS))
    return next((path for path in found if path.exists()), None)


class WrongClockApi(ForkedApi):
    """By so many seconds. The library is loaded at a process's start: so it is not forked."""

    def __init__(self, data_dir: Path, *, library: Path, ahead_s: int, **settings: Any) -> None:
        super().__init__(data_dir, **settings)
        self._library = library
        self._ahead_s = ahead_s
        self._program: subprocess.Popen[bytes] | None = None

    def launch(self, deathbed: Deathbed | None) -> None:
        assert deathbed is None
        self._program = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self.data_dir), json.dumps(self.settings)],
            env={
                **os.environ,
                "LD_PRELOAD": str(self._library),
                "FAKETIME": f"{self._ahead_s:+d}s",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # a wrong clock runs as fast as others
            },
        )

    @property
    def exit_code(self) -> int | None:
        return self._program.poll() if self._program is not None else 0

    def send_kill(self) -> None:
        assert self._program is not None
        self._program.kill()


if __name__ == "__main__":
    run(Path(sys.argv[1]), json.loads(sys.argv[2]), None)
