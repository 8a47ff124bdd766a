"""One supervised process: started, watched, started again, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from warm_transfer.errors import CannotStart
from warm_transfer.ops import guard
from warm_transfer.ops.backoff import Backoff
from warm_transfer.ops.child_output import ChildOutput
from warm_transfer.ops.guarding import Guard

READY_POLL_S = 0.1
INSIST_AFTER_S = 0.3
KEPT_LINES = 15  # of what it said, to show if it never starts

Probe = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """`ready` is asked until it says yes, or is the log event that says so.

    What takes longer than `stops_within_s` to stop is killed.
    """

    name: str
    title: str
    command: tuple[str, ...]
    ready: Probe | str
    env: Mapping[str, str]
    stops_within_s: float
    asks_twice: bool = False  # LiveKit takes the first signal as "when everybody has left"


class Child:
    def __init__(
        self, spec: ChildSpec, output: ChildOutput, guard_: Guard, say: Callable[[str], None]
    ) -> None:
        self.spec = spec
        self.created_at = time.monotonic()
        self.ready = asyncio.Event()  # set once, when it was ready for the first time
        self._output = output
        self._guard = guard_
        self._say = say
        self._process: Process | None = None
        self._stopping = asyncio.Event()
        self._backoff = Backoff()
        self._last_lines: deque[str] = deque(maxlen=KEPT_LINES)

    async def keep_running(self) -> None:
        """Until `stop`. Raises `CannotStart` if it ends before it was ever ready."""
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_once()
            if self._stopping.is_set():
                return
            if not self.ready.is_set():
                raise CannotStart(
                    f"{self.spec.title} ended at its start ({_describe(code)}). It said:\n"
                    + "\n".join(f"  {line}" for line in self._last_lines)
                )
            delay_s = self._backoff.next_delay_s(time.monotonic() - started)
            self._say(
                f"✗ {self.spec.title} ended ({_describe(code)}); starting it again in {delay_s:g} s"
            )
            await self._stopping_within(delay_s)

    async def stop(self) -> None:
        """Ask it to end, and end it when its time is up."""
        self._stopping.set()
        process = self._process
        if process is None or process.returncode is not None:
            return
        _ask_to_stop(process)
        ended = asyncio.ensure_future(process.wait())
        if self.spec.asks_twice:
            await asyncio.wait({ended}, timeout=INSIST_AFTER_S)
            if not ended.done():
                _ask_to_stop(process)
        await asyncio.wait({ended}, timeout=self.spec.stops_within_s)
        if not ended.done():
            ended.cancel()
            self.kill()

    def kill(self) -> None:
        """End it and everything it started, now."""
        self._stopping.set()
        if self._process is not None:
            guard.kill(self._process.pid)

    async def _run_once(self) -> int:
        # A pipe of our own, not asyncio's: with that, `wait` lasts until everybody who inherited
        # the pipe has gone, and so would hide the death of a process that left children behind.
        reading_end, writing_end = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *self.spec.command,
                stdin=DEVNULL,
                stdout=writing_end,
                stderr=STDOUT,
                env=self.spec.env,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end its whole group
                creationflags=_new_group(),
            )
        except OSError as error:
            os.close(reading_end)
            raise CannotStart(f"{self.spec.title} cannot be started: {error}") from error
        finally:
            os.close(writing_end)
        self._guard.watch(process.pid)
        self._process = process
        if self._stopping.is_set():  # it was asked to stop before there was a process to ask
            guard.kill(process.pid)
        came_up = asyncio.Event()
        reading = asyncio.create_task(self._read(reading_end, came_up))
        watching = asyncio.create_task(self._watch_ready(came_up))
        try:
            return await process.wait()
        finally:
            watching.cancel()
            guard.kill(process.pid)  # what it started and left behind
            self._guard.forget(process.pid)
            await reading

    async def _read(self, pipe: int, came_up: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()

        def read_lines() -> None:
            with open(pipe, encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    loop.call_soon_threadsafe(self._take, line.rstrip(), came_up)

        await asyncio.to_thread(read_lines)

    def _take(self, line: str, came_up: asyncio.Event) -> None:
        if line:
            self._last_lines.append(line)
            if self._output.line(line) == self.spec.ready:
                came_up.set()

    async def _watch_ready(self, came_up: asyncio.Event) -> None:
        if isinstance(self.spec.ready, str):
            await came_up.wait()
        else:
            await _poll(self.spec.ready)
        if self.ready.is_set():
            self._say(f"✓ {self.spec.title} is back")
        self.ready.set()

    async def _stopping_within(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


async def _poll(probe: Probe) -> None:
    while not await probe():  # noqa: ASYNC110 - it asks another process, which sets no event here
        await asyncio.sleep(READY_POLL_S)


def _describe(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


if sys.platform == "win32":

    def _ask_to_stop(process: Process) -> None:
        process.send_signal(signal.CTRL_BREAK_EVENT)

    def _new_group() -> int:
        return subprocess.CREATE_NEW_PROCESS_GROUP

else:

    def _ask_to_stop(process: Process) -> None:
        process.send_signal(signal.SIGTERM)

    def _new_group() -> int:
        return 0
