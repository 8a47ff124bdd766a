"""What an event loop that does not end is waiting for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any


def pending(loop: asyncio.AbstractEventLoop) -> str:
    """Each task that is not done, with the lines it is suspended at, the innermost last."""
    return "\n".join(
        f"{task}\n" + "\n".join(f"    {line}" for line in _suspended_at(task.get_coro()))
        for task in asyncio.all_tasks(loop)
    )


def _suspended_at(waiting: Any) -> Iterator[str]:
    while waiting is not None:
        frame = _first(waiting, "cr_frame", "ag_frame", "gi_frame")
        yield f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else repr(waiting)
        waiting = _first(waiting, "cr_await", "ag_await", "gi_yieldfrom")


def _first(of: Any, *names: str) -> Any:
    return next((found for name in names if (found := getattr(of, name, None)) is not None), None)
