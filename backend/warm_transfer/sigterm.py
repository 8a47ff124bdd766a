"""SIGTERM, to a process whose work is one event loop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def on_sigterm(stop: Callable[[], None]) -> Iterator[None]:
    """Windows has no signal handlers in event loops; there the process is just ended."""
    if os.name == "nt":
        yield
        return
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
