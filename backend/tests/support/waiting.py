"""Wait for a condition, never for time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 60.0  # generous: two busy cores run LiveKit, the API, three browsers and the tests
POLL_S = 0.1


async def until(
    probe: Callable[[], Awaitable[T | None]],
    what: str | Callable[[], str],
    *,
    timeout_s: float = PATIENCE_S,
    poll_s: float = POLL_S,
) -> T:
    """Ask `probe` again and again until it answers something true, and return that.

    Raises AssertionError saying `what` did not happen within `timeout_s` seconds.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        answer = await probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            words = what if isinstance(what, str) else what()
            raise AssertionError(f"not within {timeout_s:.0f} s: {words}")
        await asyncio.sleep(poll_s)
