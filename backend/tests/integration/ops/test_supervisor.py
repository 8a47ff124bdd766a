"""Supervising real processes: small Python programs that behave well or badly."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.waiting import until
from warm_transfer.errors import CannotStart
from warm_transfer.ops.child import Child, ChildSpec
from warm_transfer.ops.guarding import Guard
from warm_transfer.ops.supervisor import Supervisor

READY = "print('ready', flush=True); "
WELL_BEHAVED = READY + "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    + READY
    + "time.sleep(600)"
)
ASKED_TWICE = (
    "import signal, time; times = []; "
    "signal.signal(signal.SIGTERM, lambda *_: times.append(1)); "
    + READY
    + "[time.sleep(0.1) for _ in iter(lambda: len(times) < 2, False)]; print('ended by itself')"
)
SLOW_TO_STOP = (
    "import signal, sys, time; stop = lambda *_: (time.sleep(1), print('stopped'), sys.exit()); "
    "signal.signal(signal.SIGTERM, stop); " + READY + "time.sleep(600)"
)
WITH_A_CHILD = (
    "import subprocess, sys; "
    f"subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); " + "import time; time.sleep(600)"
)


def _children() -> list[psutil.Process]:
    """What this test process started and still runs; other tests' servers and guards among it."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE and "guard.py" not in str(process.cmdline())
    ]


class Stage:
    """A supervisor, what it said, and what it runs."""

    def __init__(self, guard: Guard, logs: Path) -> None:
        self._before = set(_children())
        self.said: list[str] = []
        self.supervisor = Supervisor(guard, logs, self.said.append, show_from="warning")

    def running(self) -> list[psutil.Process]:
        """What was started since, the guard apart."""
        return [process for process in _children() if process not in self._before]

    def start(
        self,
        program: str,
        *,
        name: str = "part",
        asks_twice: bool = False,
        stops_within_s: float = 10.0,
    ) -> Child:
        return self.supervisor.start(
            ChildSpec(
                name=name,
                title="The part",
                command=(sys.executable, "-c", program),
                ready="ready",
                env=os.environ,
                stops_within_s=stops_within_s,
                asks_twice=asks_twice,
            )
        )

    async def run(self, program: str, **how: Any) -> Child:
        child = self.start(program, **how)
        await self.supervisor.wait_until_ready(child)
        return child


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    with Guard() as guard:
        stage = Stage(guard, tmp_path)
        yield stage
        await stage.supervisor.stop()


async def test_what_dies_is_started_again(stage: Stage) -> None:
    await stage.run(WELL_BEHAVED)
    (first,) = stage.running()
    first.kill()

    async def back() -> bool:
        return any("is back" in line for line in stage.said)

    await until(back, lambda: "\n".join(stage.said))
    (second,) = stage.running()
    assert second.pid != first.pid
    assert "✗ The part ended (killed by SIGKILL); starting it again in 0.5 s" in stage.said


async def test_what_it_started_goes_with_it(stage: Stage) -> None:
    await stage.run(WITH_A_CHILD)
    parent = next(process for process in stage.running() if process.children())
    (orphan,) = parent.children()
    parent.kill()

    async def gone() -> bool:
        return not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE

    await until(gone, "the killed process's child gone too")


async def test_what_never_becomes_ready_is_not_tried_again(stage: Stage) -> None:
    with pytest.raises(CannotStart) as failure:
        await stage.run("import sys; sys.exit('the port is wrong')")
    assert "The part ended at its start (exit code 1)" in failure.value.detail
    assert "the port is wrong" in failure.value.detail


async def test_a_program_that_is_not_there_is_named(stage: Stage) -> None:
    child = stage.supervisor.start(
        ChildSpec("part", "The part", ("/nowhere/program",), "ready", os.environ, 10.0)
    )
    with pytest.raises(CannotStart, match="The part cannot be started"):
        await stage.supervisor.wait_until_ready(child)


async def test_stopping_ends_everything(stage: Stage) -> None:
    await stage.run(WELL_BEHAVED)
    await stage.run(WITH_A_CHILD)
    await stage.supervisor.stop()
    assert stage.running() == []


async def test_each_is_waited_for_before_the_one_it_needs_is_asked(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.run(SLOW_TO_STOP, name="needed")
    await stage.run(SLOW_TO_STOP, name="needing")
    await stage.supervisor.stop()
    needed, needing = (
        json.loads((tmp_path / f"{name}.log").read_text().splitlines()[-1])
        for name in ("needed", "needing")
    )
    assert needed["event"] == needing["event"] == "stopped"
    asked_after = datetime.fromisoformat(needed["at"]) - datetime.fromisoformat(needing["at"])
    assert asked_after.total_seconds() > 0.5  # it takes 1 s to stop


async def test_what_is_stopped_while_it_starts_is_gone_too(stage: Stage) -> None:
    stage.start(STUBBORN)
    await asyncio.sleep(0)  # it is being started, and there is no process yet
    await asyncio.wait_for(stage.supervisor.stop(), 5)
    assert stage.running() == []


async def test_what_does_not_listen_is_killed(stage: Stage) -> None:
    await stage.run(STUBBORN, stops_within_s=0.5)
    await stage.supervisor.stop()
    assert stage.running() == []


async def test_livekit_is_asked_twice_and_may_end_by_itself(stage: Stage, tmp_path: Path) -> None:
    await stage.run(ASKED_TWICE, asks_twice=True)
    await stage.supervisor.stop()
    assert "ended by itself" in (tmp_path / "part.log").read_text()


async def test_the_second_request_to_stop_waits_for_nobody(stage: Stage) -> None:
    await stage.run(STUBBORN)
    stopping = asyncio.create_task(stage.supervisor.stop())
    await asyncio.sleep(0)  # it has asked, and waits
    started = asyncio.get_running_loop().time()
    stage.supervisor.kill()
    await stopping
    assert asyncio.get_running_loop().time() - started < 5
    assert stage.running() == []
