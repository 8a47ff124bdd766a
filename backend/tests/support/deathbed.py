"""Where in its work on a transfer the API kills itself: the points, and how it gets there.

It is wrapped from outside, in its own process: each commit that changes a transfer, and each
request that changes something in LiveKit or at Twilio, is a point. What is asked for again at the
same step of the transfer is the same point; what only looks, and a room made that is there already,
are none.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from warm_transfer.db.models import BriefingVersion
from warm_transfer.db.session import Database, UnitOfWork
from warm_transfer.domain.events import EventType
from warm_transfer.services.livekit.rooms import LiveKitRooms
from warm_transfer.services.telephony.twilio.client import TwilioTelephony

Moment = Literal["before", "after"]
Act = Callable[[], Awaitable[Any]]

MAKES_ROOM = "ensure_room"
CHANGING = (
    MAKES_ROOM,
    "update_metadata",
    "let_listen",
    "remove_participant",
    "delete_room",
    "send_data",
)
ON_PHONES = ("dial", "hang_up")


@dataclass
class Deathbed:
    """The process writes each new point into `notes`, and dies `moment` the one called `at`."""

    notes: Path
    at: str | None = None
    moment: Moment = "before"
    _passed: set[str] = field(default_factory=set)
    _made: set[tuple[Any, ...]] = field(default_factory=set)
    _rooms: dict[str, int] = field(default_factory=dict)
    _steps: list[str] = field(default_factory=list)
    _is_over: bool = False  # the call has ended, and what is done now is not for a transfer

    def watch(self) -> None:
        """From now on, in this process."""
        _around(Database, "_commit", self._at_commit)
        for name in CHANGING:
            _around(LiveKitRooms, name, functools.partial(self._at_request, name))
        for name in ON_PHONES:
            _around(TwilioTelephony, name, functools.partial(self._at_phone, name))

    async def _at_commit(self, commit: Act, arguments: tuple[Any, ...]) -> None:
        uow: UnitOfWork = arguments[0]
        told = [event.type for event in uow.events if event.transfer_id]
        # That a phone is connected comes with a step, or before it: as LiveKit is asked.
        told = [name for name in told if name != EventType.TRANSFER_PROGRESS] or told[:1]
        self._is_over |= any(event.type == EventType.CALL_ENDED for event in uow.events)
        if any(isinstance(row, BriefingVersion) for row in uow.session.new):
            told.append("a briefing")
        elif told and told != [EventType.TRANSFER_PROGRESS]:
            self._steps.append(told[-1])
        await self._pass(f"commit {' '.join(told)}" if told else None, commit)

    async def _at_phone(self, name: str, request: Act, _arguments: tuple[Any, ...]) -> Any:
        return await self._pass(name, request)

    async def _at_request(self, name: str, request: Act, arguments: tuple[Any, ...]) -> None:
        room = self._rooms.setdefault(arguments[0], len(self._rooms) + 1)
        is_made = name == MAKES_ROOM and arguments in self._made
        if name == MAKES_ROOM:
            self._made.add(arguments)
        is_point = bool(self._steps) and not is_made and not self._is_over
        await self._pass(f"{name} of room {room}" if is_point else None, request)

    async def _pass(self, what: str | None, act: Act) -> Any:
        step = self._steps[-1] if self._steps else "asked for"
        point = f"{len(self._steps)} {step}: {what}"
        here = what is not None and point not in self._passed and point == self.at
        if what is not None and point not in self._passed:
            self._passed.add(point)
            with self.notes.open("a") as notes:
                notes.write(f"{point}\n")
        if here and self.moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = await act()
        if here:
            os.kill(os.getpid(), signal.SIGKILL)
        return done


def _around(kind: type, name: str, wrap: Callable[[Act, tuple[Any, ...]], Awaitable[Any]]) -> None:
    inner = getattr(kind, name)

    @functools.wraps(inner)
    async def wrapped(self: Any, *arguments: Any, **options: Any) -> Any:
        return await wrap(lambda: inner(self, *arguments, **options), arguments)

    setattr(kind, name, wrapped)
