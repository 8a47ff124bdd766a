"""Ends what `warm-transfer up` started if `up` itself is killed.

A process of its own, in a session of its own, that holds the reading end of a pipe from `up`.
Each line on it says which process was started (`+123`) or has ended (`-123`). When the pipe
breaks, whatever is still listed is told to stop, with its children, and killed if it does not.

Runs as a plain script with the standard library alone, so that it starts at once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable

GRACE_S = 8.0  # between asking and killing
POLL_S = 0.1


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)  # it ends when the pipe does, not before
    running: set[int] = set()
    for line in sys.stdin:
        process = int(line[1:])
        if line[0] == "+":
            running.add(process)
        else:
            running.discard(process)
    end(running)


def end(processes: Iterable[int]) -> None:
    left = [process for process in processes if ask_to_stop(process)]
    deadline = time.monotonic() + GRACE_S
    while left and time.monotonic() < deadline:
        time.sleep(POLL_S)
        left = [process for process in left if is_alive(process)]
    for process in left:
        kill(process)


if sys.platform == "win32":

    def ask_to_stop(process: int) -> bool:
        """Windows has no polite way to ask the processes of another console."""
        kill(process)
        return False

    def is_alive(process: int) -> bool:
        listed = subprocess.run(
            ["tasklist", "/FI", f"PID eq {process}", "/NH"],  # noqa: S607 - part of Windows
            capture_output=True,
            text=True,
        )
        return str(process) in listed.stdout

    def kill(process: int) -> None:
        subprocess.run(
            ["taskkill", "/PID", str(process), "/T", "/F"],  # noqa: S607 - part of Windows
            capture_output=True,
        )

else:
    # Each process was started as the leader of a group, so its children are in the group too.

    def ask_to_stop(process: int) -> bool:
        return _signal_group(process, signal.SIGTERM)

    def is_alive(process: int) -> bool:
        return _signal_group(process, 0)

    def kill(process: int) -> None:
        _signal_group(process, signal.SIGKILL)

    def _signal_group(leader: int, what: int) -> bool:
        try:
            os.killpg(leader, what)
        except (ProcessLookupError, PermissionError):
            return False
        return True


if __name__ == "__main__":
    main()
