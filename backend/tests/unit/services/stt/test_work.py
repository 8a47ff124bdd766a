"""The order in which one model's readings are done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from warm_transfer.services.stt.work import Job, Urgency, Work


class Desk:
    """Work for one at a time, whose first reading takes until `go`."""

    def __init__(self) -> None:
        self.work = Work(1)
        self.read: list[str] = []
        self._gate = threading.Event()
        self._first = self.work.add(Urgency.PARTIAL, self._gate.wait)

    def add(self, urgency: Urgency, name: str) -> Job[None]:
        return self.work.add(urgency, self._reading(name))

    async def go(self, *jobs: Job[None]) -> list[str]:
        self._gate.set()
        await asyncio.wait([self._first.done])
        await asyncio.gather(*(job.done for job in jobs), return_exceptions=True)
        return self.read

    def _reading(self, name: str) -> Callable[[], None]:
        return lambda: self.read.append(name)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.go()
    desk.work.close()


async def test_finals_come_first_then_guesses(desk: Desk) -> None:
    partial = desk.add(Urgency.PARTIAL, "partial")
    guess = desk.add(Urgency.GUESS, "guess")
    first, second = desk.add(Urgency.FINAL, "first"), desk.add(Urgency.FINAL, "second")
    assert await desk.go(partial, guess, first, second) == ["first", "second", "guess", "partial"]


async def test_a_guess_that_is_needed_becomes_a_final(desk: Desk) -> None:
    early, late = desk.add(Urgency.GUESS, "early"), desk.add(Urgency.GUESS, "late")
    final = desk.add(Urgency.FINAL, "final")
    desk.work.hurry(late)
    assert await desk.go(early, late, final) == ["final", "late", "early"]


async def test_what_is_dropped_is_not_read(desk: Desk) -> None:
    dropped, kept = desk.add(Urgency.FINAL, "dropped"), desk.add(Urgency.FINAL, "kept")
    desk.work.drop(dropped)
    assert await desk.go(kept) == ["kept"]


async def test_there_is_room_once_all_is_read(desk: Desk) -> None:
    assert not desk.work.has_room
    await desk.go(desk.add(Urgency.FINAL, "final"))
    await asyncio.sleep(0)
    assert desk.work.has_room


async def test_a_reading_that_fails_is_its_owners_alone(desk: Desk) -> None:
    def fail() -> None:
        raise RuntimeError("out of memory")

    failing, fine = desk.work.add(Urgency.FINAL, fail), desk.add(Urgency.FINAL, "fine")
    assert await desk.go(fine) == ["fine"]
    with pytest.raises(RuntimeError, match="out of memory"):
        await failing.done
