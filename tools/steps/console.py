"""Numbered steps with the time they took, and programs run within them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from steps.children import running

HEARTBEAT_S = 10  # a step that says nothing for so long says that it is still at work


class SetupError(Exception):
    """The set-up cannot go on. `fix` says what the person at the keyboard can do about it."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.fix = fix


class Step:
    """One numbered step. Call `current` or `did` once, with what to show behind its title."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._started = time.monotonic()

    def current(self, words: str) -> None:
        say(f"{self._label:<28} {words}")

    def begin(self, words: str) -> None:
        say(f"{self._label:<28} {words} …")

    def did(self, words: str) -> None:
        say(f"      {words} ({time.monotonic() - self._started:.1f} s)")

    def run(
        self,
        command: Sequence[str | Path],
        *,
        cwd: Path,
        env: Mapping[str, str],
        otherwise: str,
        capture: bool = False,
    ) -> str:
        """Run a program, its output shown as it comes; `capture` returns its stdout instead.

        `otherwise` is the fix to name if it fails.
        """
        stdout = subprocess.PIPE if capture else None
        words = [*map(str, command)]
        with _heartbeat(self._started):
            try:
                with running(words, cwd=cwd, env=env, stdout=stdout) as process:
                    said = process.stdout.read() if process.stdout else ""
            except OSError as error:
                raise SetupError(f"{command[0]} cannot be run: {error}", otherwise) from error
        if process.returncode != 0:
            named = " ".join([Path(command[0]).name, *words[1:3]])
            raise SetupError(f"`{named}` failed with exit code {process.returncode}.", otherwise)
        return said


class Console:
    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._begun = 0

    def step(self, title: str) -> Step:
        self._begun += 1
        return Step(f"[{self._begun}/{self._steps}] {title}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, **changes}


@contextmanager
def _heartbeat(started: float) -> Iterator[None]:
    """Where the output is no terminal, programs show no progress of their own: show that."""
    if sys.stdout.isatty():
        yield
        return
    done = threading.Event()

    def beat() -> None:
        while not done.wait(HEARTBEAT_S):
            say(f"      … {time.monotonic() - started:.0f} s")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
