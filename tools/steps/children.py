"""Programs that a step runs. They and what they started end when the set-up is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

GRACE_S = 10.0  # between asking and killing; npm and uv tidy up after themselves
ENDING = (signal.SIGINT, signal.SIGTERM, *([] if sys.platform == "win32" else [signal.SIGHUP]))


class _Signals:
    """Whoever ends us, by Ctrl-C, `kill` or a closed terminal, raises KeyboardInterrupt.

    While a program is being started that waits: until then nobody knows whom to end.
    """

    def __init__(self) -> None:
        self._held = False
        self._came = False

    def listen(self) -> None:
        for number in ENDING:
            signal.signal(number, self._take)

    def _take(self, *_signal: object) -> None:
        if not self._held:
            raise KeyboardInterrupt
        self._came = True

    def hold(self) -> None:
        self._held = True

    def release(self) -> None:
        self._held = False
        if self._came:
            self._came = False
            raise KeyboardInterrupt


_signals = _Signals()


def end_when_told() -> None:
    """Call it first, in the main thread."""
    _signals.listen()


@contextmanager
def running(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Waits for it at the end of the block; when that is left otherwise, ends it."""
    _signals.hold()
    try:
        with subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            text=True,
            start_new_session=True,  # a group of its own, to be ended as one
        ) as process:
            try:
                _signals.release()
                yield process
                process.wait()
            except BaseException:
                _end(process)
                raise
    finally:
        _signals.release()  # also when it could not be started


def _end(process: subprocess.Popen[str]) -> None:
    _ask_to_stop(process)
    try:
        process.wait(GRACE_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):  # asked again: no more patience
        pass
    kill(process)


if sys.platform == "win32":

    def _ask_to_stop(process: subprocess.Popen[str]) -> None:
        kill(process)  # Windows has no polite way for programs without a window

    def kill(process: subprocess.Popen[str]) -> None:
        tree = ["taskkill", "/PID", str(process.pid), "/T", "/F"]
        subprocess.run(tree, capture_output=True)

else:

    def _ask_to_stop(process: subprocess.Popen[str]) -> None:
        _signal(process, signal.SIGTERM)

    def kill(process: subprocess.Popen[str]) -> None:
        """End it and everything it started, now."""
        _signal(process, signal.SIGKILL)

    def _signal(process: subprocess.Popen[str], what: signal.Signals) -> None:
        try:
            os.killpg(process.pid, what)
        except (ProcessLookupError, PermissionError):  # gone, or run by sudo, which passes it on
            return
