"""What a check may find: a good part returns words about itself, the others raise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from warm_transfer.config import Settings

Check = Callable[[Settings], Awaitable[str]]


class Failed(Exception):
    """The part does not work. `advice` says how to mend it."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.advice = advice


class NotSet(Exception):
    """The part is not used with these settings, which is no fault."""
