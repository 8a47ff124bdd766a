"""The readings that one model has to do, a few at a time, the most urgent first.

A reading that runs cannot be stopped; one that waits can be hurried or dropped. So load delays
finals by what is before them in the queue, and partials are simply not made.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Urgency(IntEnum):
    FINAL = 0
    GUESS = 1  # a final whose utterance may go on
    PARTIAL = 2


@dataclass(eq=False)
class Job(Generic[T]):
    """`await job.done` for the result."""

    read: Callable[[], T]
    urgency: Urgency
    done: asyncio.Future[T]
    began: bool = False


@dataclass(order=True)
class _Entry:
    urgency: Urgency
    number: int
    job: Job[Any] = field(compare=False)


class Work:
    """Everything but the readings themselves runs in one event loop."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="whisper")
        self._running: set[asyncio.Task[None]] = set()
        self._waiting: list[_Entry] = []
        self._numbers = count()

    @property
    def has_room(self) -> bool:
        """Whether another reading would begin at once, and a core still be free after it.

        That one takes the next final, and what else there is to do in a call. A machine of one
        core has it free while nothing is read.
        """
        return not self._running or len(self._running) < self._at_once - 1

    def add(self, urgency: Urgency, read: Callable[[], T]) -> Job[T]:
        job = Job(read, urgency, asyncio.get_running_loop().create_future())
        job.done.add_done_callback(_look_at)
        self._queue(job)
        self._begin_more()
        return job

    def hurry(self, job: Job[Any]) -> None:
        """It was a guess, and is needed now."""
        if not job.began and job.urgency is not Urgency.FINAL:
            job.urgency = Urgency.FINAL
            self._queue(job)  # its entry from before is passed over, as it will have begun

    def drop(self, job: Job[Any]) -> None:
        """Nobody needs it any more."""
        job.done.cancel()

    def close(self) -> None:
        """Finish what runs, forget what waits. Blocks; nothing can be added afterwards."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _queue(self, job: Job[Any]) -> None:
        heapq.heappush(self._waiting, _Entry(job.urgency, next(self._numbers), job))

    def _begin_more(self) -> None:
        while self._waiting and len(self._running) < self._at_once:
            job = heapq.heappop(self._waiting).job
            if job.began or job.done.done():
                continue
            job.began = True
            task = asyncio.create_task(self._run(job))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            self._begin_more()

    async def _run(self, job: Job[Any]) -> None:
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._threads, job.read)
        except asyncio.CancelledError:
            job.done.cancel()
            raise
        except Exception as e:  # it is whose job it was that has to know
            if not job.done.done():
                job.done.set_exception(e)
        else:
            if not job.done.done():
                job.done.set_result(result)


def _look_at(done: asyncio.Future[Any]) -> None:
    """A guess that failed and that nobody needed is no news."""
    if not done.cancelled():
        done.exception()
