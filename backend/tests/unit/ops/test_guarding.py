"""What we start ends with us, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from tests.support.waiting import until
from warm_transfer.ops.guarding import guarded

WITH_A_CHILD = ["sh", "-c", 'sleep 600 & echo "$$ $!"; wait']
STARTS_AND_READS = f"""
import os, signal
from warm_transfer.ops.guarding import guarded
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
with guarded({WITH_A_CHILD}, os.environ) as process:
    for line in process.stdout:
        print(line, end="", flush=True)
"""


def _is_gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def _end(started: list[psutil.Process]) -> None:
    async def gone() -> bool:
        return all(_is_gone(process) for process in started)

    assert len(started) == 2
    await until(gone, lambda: f"{started} end")


def _read(line: str) -> list[psutil.Process]:
    return [psutil.Process(int(pid)) for pid in line.split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_it_ends_however_we_end(number: signal.Signals) -> None:
    with subprocess.Popen(  # noqa: ASYNC220 - it answers at once
        [sys.executable, "-c", STARTS_AND_READS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as us:
        assert us.stdout is not None
        started = _read(us.stdout.readline())
        us.send_signal(number)
        await _end(started)


async def test_it_ends_when_its_block_is_left_by_an_error() -> None:
    started: list[psutil.Process] = []

    def fail() -> None:
        with guarded(WITH_A_CHILD, os.environ) as process:
            assert process.stdout is not None
            started.extend(_read(process.stdout.readline()))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    await _end(started)


async def test_what_ends_by_itself_has_its_exit_code() -> None:
    with guarded(["sh", "-c", "echo words; exit 3"], os.environ) as process:
        assert process.stdout is not None
        assert process.stdout.read() == "words\n"
    assert process.returncode == 3
