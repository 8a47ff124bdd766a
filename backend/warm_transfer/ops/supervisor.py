"""Starts processes in order, keeps them running, and ends them all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from warm_transfer.errors import CannotStart
from warm_transfer.ops.child import Child, ChildSpec
from warm_transfer.ops.child_output import ChildOutput
from warm_transfer.ops.guarding import Guard

READY_WITHIN_S = 90.0  # a cold start on a busy machine; a warm one takes seconds


class Supervisor:
    def __init__(
        self, guard: Guard, logs: Path, say: Callable[[str], None], *, show_from: str
    ) -> None:
        self._guard = guard
        self._logs = logs
        self._say = say
        self._show_from = show_from
        self._running: dict[Child, asyncio.Task[None]] = {}
        self._outputs: list[ChildOutput] = []

    def start(self, spec: ChildSpec) -> Child:
        output = ChildOutput(spec.name, self._logs, self._say, show_from=self._show_from)
        self._outputs.append(output)
        child = Child(spec, output, self._guard, self._say)
        self._running[child] = asyncio.create_task(child.keep_running())
        return child

    async def wait_until_ready(self, child: Child) -> None:
        """Raises `CannotStart` if it ends first, or takes longer than `READY_WITHIN_S`."""
        running = self._running[child]
        ready = asyncio.create_task(child.ready.wait())
        try:
            await asyncio.wait(
                {ready, running}, timeout=READY_WITHIN_S, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            ready.cancel()
        if running.done():
            await running
        if not child.ready.is_set():
            raise CannotStart(
                f"{child.spec.title} was not ready within {READY_WITHIN_S:.0f} s. "
                f"Its log is {self._logs / child.spec.name}.log"
            )
        self._say(f"✓ {child.spec.title} ready after {time.monotonic() - child.created_at:.1f} s")

    async def stop(self) -> None:
        """Last started, first stopped, one after the other: each may need those before it."""
        for child in reversed(self._running):
            await child.stop()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        for output in self._outputs:
            output.close()

    def kill(self) -> None:
        for child in self._running:
            child.kill()
