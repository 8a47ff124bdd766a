"""In which rooms a phone leg is to be, and which of them the phone hears: make before break.

Pure. The origin stays until the API says that the leg belongs elsewhere, so failing at any point
leaves the phone where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from warm_transfer.bridge.orders import Destination, PhoneOrders

MOVE_TIMEOUT_S = 12.0  # less than the API's own deadline (15 s), so that our reason reaches it
PATIENCE_S = 2.0  # for the voices of a room that no transfer led to

MoveFailure = Literal["timeout", "connect_failed", "destination_lost"]


class SeatState(Enum):
    ENTERING = auto()  # also after a try that failed: there is another one
    IN = auto()
    LOST = auto()  # was in, and is trying to come back


@dataclass(frozen=True, slots=True)
class SeatView:
    """A connection to a room. `since_s`: when it came into its state.

    `heard`: whose sound flows there, or who is muted. `awaited`: who is there and not heard yet.
    """

    state: SeatState
    since_s: float
    heard: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()

    @property
    def is_in(self) -> bool:
        return self.state is SeatState.IN

    def is_ready(self, now_s: float) -> bool:
        """Whether to hear it is better than to go on hearing the room before."""
        everybody = bool(self.heard) and not self.awaited
        return self.is_in and (everybody or now_s - self.since_s >= PATIENCE_S)


@dataclass(frozen=True, slots=True)
class Report:
    """To be told to the API until it takes it. `failure` is None when the move is made."""

    transfer_id: str
    failure: MoveFailure | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`rooms`: to be in these and in no others. `listen_to`: one of them, or nothing."""

    rooms: frozenset[str]
    listen_to: str | None
    report: Report | None = None
    waits: bool = False  # for something that can happen at any moment


@dataclass(slots=True)
class _Move:
    """`began_s` is None while the transfer's target is being asked."""

    transfer_id: str
    began_s: float | None = None
    entered: bool = False
    arrived: bool = False
    failure: MoveFailure | None = None
    told: bool = False

    @property
    def report(self) -> Report | None:
        if self.told or not (self.arrived or self.failure):
            return None
        return Report(self.transfer_id, self.failure)


class Moves:
    """One per leg. `now_s` is in seconds of any clock that does not go back."""

    def __init__(self) -> None:
        self._move: _Move | None = None
        self._listening_to: str | None = None

    def decide(self, orders: PhoneOrders, seats: Mapping[str, SeatView], now_s: float) -> Decision:
        if orders.over:
            self._move, self._listening_to = None, None
            return Decision(frozenset(), None)
        rooms = {orders.room_name}
        goal = orders.room_name
        move = self._follow(orders.destination, orders.room_name, seats, now_s)
        if move is not None and orders.destination is not None and move.failure is None:
            rooms.add(orders.destination.room_name)
            if move.arrived:
                goal = orders.destination.room_name
        self._listening_to = self._better(goal, seats, now_s)
        if self._listening_to is not None:
            rooms.add(self._listening_to)
        return Decision(
            frozenset(rooms),
            self._listening_to,
            move.report if move is not None else None,
            waits=self._listening_to != goal
            or (move is not None and move.report is not None)
            or len(rooms) > 1,
        )

    def told(self, report: Report) -> None:
        """The API has taken it."""
        if self._move is not None and self._move.report == report:
            self._move.told = True

    def _follow(
        self,
        to: Destination | None,
        home: str,
        seats: Mapping[str, SeatView],
        now_s: float,
    ) -> _Move | None:
        if to is None or to.room_name == home:
            self._move = None
            return None
        if self._move is None or self._move.transfer_id != to.transfer_id:
            self._move = _Move(to.transfer_id)
        move, seat = self._move, seats.get(to.room_name)
        if move.failure is not None or not to.begun:
            return move
        if move.began_s is None:
            move.began_s = now_s
        if seat is not None and seat.is_in:
            move.entered = True
            move.arrived = move.arrived or to.expect <= seat.heard
        elif move.entered:
            self._fail(move, "destination_lost")
        if not move.arrived and now_s - move.began_s >= MOVE_TIMEOUT_S:
            self._fail(move, "timeout" if move.entered else "connect_failed")
        return move

    def _fail(self, move: _Move, failure: MoveFailure) -> None:
        move.failure, move.told = failure, False

    def _better(self, goal: str, seats: Mapping[str, SeatView], now_s: float) -> str | None:
        """The goal, or the room heard until now while that is better than the goal."""
        before, seat = self._listening_to, seats.get(goal)
        if before in (None, goal):
            return goal
        old = seats.get(before)
        moved = self._move is not None and self._move.arrived and self._move.failure is None
        if seat is not None and seat.is_in and (moved or seat.is_ready(now_s)):
            return goal
        return before if old is not None and old.is_in else goal
