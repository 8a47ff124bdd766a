"""In which rooms this worker listens, and up to when all that it heard there has been reported.

So the API knows what nobody heard, also when this process is killed in the middle of a sentence.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from warm_transfer.worker.call_session import CallSession
from warm_transfer.worker.hearing import Stretch
from warm_transfer.worker.room_link import RoomLink

LONGEST_AGE_S = 86_400.0  # what the API takes
STAYS_TOLD = 4  # the last ones: those before have been told of


@dataclass(frozen=True, slots=True)
class HeardRoom:
    """A stay in a room without a break. Ages, so that nobody's clock has to agree with ours."""

    room_name: str
    began_ago_s: float
    complete_ago_s: float
    listening: bool


@dataclass(frozen=True, slots=True)
class Seat:
    session: CallSession
    link: RoomLink


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of a seat: a stay for each time its connection was lost in between.

    `is_last`: it is over, and all that was heard has been reported.
    """

    seat: Seat
    rooms: list[HeardRoom]
    is_last: bool


class Attendance:
    """`kept_from_s` says when, in a call, the oldest segment began that is yet to be reported.

    `on_news` is told of each new seat.
    """

    def __init__(
        self, kept_from_s: Callable[[str], float | None], on_news: Callable[[], None]
    ) -> None:
        self._kept_from_s = kept_from_s
        self._on_news = on_news
        self._seats: list[Seat] = []

    def add(self, session: CallSession, link: RoomLink) -> None:
        """Tell of this room from now on. Whoever sat in it already leaves: one is enough."""
        self.leave([link.name])
        self._seats.append(Seat(session, link))
        self._on_news()

    def leave(self, room_names: Collection[str]) -> None:
        for seat in self._seats:
            if seat.link.name in room_names:
                seat.link.end()

    def news(self) -> Sequence[News]:
        return [self._news(seat) for seat in self._seats]

    def told(self, news: News) -> None:
        """The API has taken it."""
        if news.is_last:
            self._seats.remove(news.seat)

    def _news(self, seat: Seat) -> News:
        now_s, stretches = time.monotonic(), seat.link.hearing.stretches
        unreported_s = seat.session.unreported_for_s(self._kept_from_s(seat.session.call_id))

        def over_for_s(stretch: Stretch) -> float:
            return 0.0 if stretch.ended_s is None else now_s - stretch.ended_s

        rooms = [
            HeardRoom(
                room_name=seat.link.name,
                began_ago_s=min(now_s - stretch.began_s, LONGEST_AGE_S),
                complete_ago_s=min(max(over_for_s(stretch), unreported_s), LONGEST_AGE_S),
                listening=stretch.ended_s is None,
            )
            for stretch in stretches[-STAYS_TOLD:]
        ]
        is_last = seat.link.has_ended and unreported_s <= over_for_s(stretches[-1])
        return News(seat, rooms, is_last)
