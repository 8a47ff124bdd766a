"""The side of `up`, and of whatever else starts programs, that talks to `guard.py`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from warm_transfer.ops import guard


class Guard:
    """Ends what we started if we are killed. Use it as a context manager around everything."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Guard:
        detached = 0
        if sys.platform == "win32":
            detached = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(guard.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # a signal to our group or terminal must not reach it
            creationflags=detached,
        )
        return self

    def __exit__(self, *_error: object) -> None:
        """Closing the pipe is the signal to go; it ends whatever is still listed."""
        if self._process is not None:
            with suppress(BrokenPipeError):
                self._process.communicate()

    def watch(self, process: int) -> None:
        self._tell(f"+{process}")

    def forget(self, process: int) -> None:
        self._tell(f"-{process}")

    def _tell(self, line: str) -> None:
        if self._process is None or self._process.stdin is None:
            return
        with suppress(BrokenPipeError):  # somebody killed the guard: the product goes on
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()


@contextmanager
def guarded(command: Sequence[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a program whose output is ours to read. It and what it starts end with us."""
    with (
        Guard() as watching,
        subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # the guard ends groups
        ) as process,
    ):
        try:
            watching.watch(process.pid)
            yield process
            process.wait()
        except BaseException:
            guard.kill(process.pid)
            raise
        finally:
            watching.forget(process.pid)
