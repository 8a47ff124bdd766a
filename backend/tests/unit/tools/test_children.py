"""Ending the set-up, with real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.unit.tools.conftest import TOOLS, program

PATIENCE_S = 30
# A set-up of one step, which runs the program that is given and shows what that says.
SET_UP = """
import os, sys
from pathlib import Path
from steps import children, prerequisites, sequence

sequence.STATE = Path(sys.argv[1]).parent
children.GRACE_S = float(sys.argv[2])
prerequisites.check = lambda step: step.run(
    sys.argv[1:2], cwd=sequence.STATE, env=os.environ, otherwise=""
)
sys.exit(sequence.run(for_tests=False, only_packages=True))
"""
WITH_A_CHILD = 'sleep 600 & echo "$$ $!"\nwait'
STUBBORN = f"trap '' TERM\n{WITH_A_CHILD}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_it_runs_ends_with_it(number: signal.Signals, tmp_path: Path) -> None:
    _start_and_end(program(tmp_path / "npm", WITH_A_CHILD), number, grace_s=PATIENCE_S)


def test_what_does_not_listen_is_killed(tmp_path: Path) -> None:
    _start_and_end(program(tmp_path / "npm", STUBBORN), signal.SIGTERM, grace_s=0.2)


def _start_and_end(npm: Path, number: signal.Signals, *, grace_s: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SET_UP, str(npm), str(grace_s)],
        cwd=TOOLS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as set_up:
        assert set_up.stdout is not None
        assert set_up.stderr is not None
        started = [psutil.Process(int(pid)) for pid in set_up.stdout.readline().split()]
        assert len(started) == 2
        set_up.send_signal(number)
        assert set_up.wait(PATIENCE_S) == 130
        assert "Stopped." in set_up.stderr.read()
        deadline = time.monotonic() + PATIENCE_S
        while not all(_is_gone(process) for process in started):
            assert time.monotonic() < deadline
            time.sleep(0.05)  # another process sets no event here


def _is_gone(process: psutil.Process) -> bool:
    """Killed, whether or not somebody has asked what became of it."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
