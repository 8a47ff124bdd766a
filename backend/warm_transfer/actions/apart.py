"""Doing the same for many, of whom none may keep the others waiting or from their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import structlog

from warm_transfer.errors import WarmTransferError

log = structlog.get_logger(__name__)

T = TypeVar("T")

AT_ONCE = 8  # of those who wait 5 s each for a LiveKit that does not answer


@contextmanager
def kept_apart(event: str, **of_what: str) -> Iterator[None]:
    """What goes wrong in here is logged as `event`, and what follows is done all the same."""
    try:
        yield
    except WarmTransferError as error:
        log.warning(event, code=error.code, **of_what)
    except Exception:
        log.exception(event, **of_what)


async def for_each(things: Iterable[T], act: Callable[[T], Awaitable[None]]) -> None:
    """Some at the same time. `act` keeps apart what goes wrong with one thing."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(thing: T) -> None:
        async with turn:
            await act(thing)

    async with asyncio.TaskGroup() as tasks:  # which, cancelled, ends after the last of them
        for thing in things:
            tasks.create_task(one(thing))
