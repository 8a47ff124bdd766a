"""What the tables of `call.py` and `transfer.py` have in common."""

from __future__ import annotations

from enum import StrEnum


class IllegalEvent(Exception):
    """An event that does not fit the state. Nothing has changed."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{event} cannot happen in state {state}")
        self.state = state
        self.event = event
