"""Sending a call worker again to where one is missing.

LiveKit sends one when the room is made. If none was free then, or if it died since, LiveKit
sends no other by itself; and it takes 21 s to notice a dead one. So a worker that was heard of
before, and is no more, is replaced without asking LiveKit. It is heard of in the room where the
call is listened to; one process is in all rooms of a call, as a rule, and so missed in all of them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, case, select

from warm_transfer.actions.apart import for_each, kept_apart
from warm_transfer.actions.asides import TALKING_APART, note_asides
from warm_transfer.actions.context import Context
from warm_transfer.actions.coverage import abandon, begin_coverage, settle_ended_calls
from warm_transfer.db.models import Call, Participant, TranscriptCoverage, Transfer, WorkerSighting

log = structlog.get_logger(__name__)

LOST_AFTER_S = 8.0  # four reports; LiveKit's signalling may be away for 3 s and come back
SUCCEEDED_AFTER_S = 4.0  # two reports missed, and a new worker has come: likely in its place
# Longer than a worker on a busy machine takes to come, so that there are never two.
PATIENCE_S = 10.0
ONE_REPORT = timedelta(seconds=1)  # what it tells of itself and of its rooms is stored within that
LONGEST_STEP_S = 2.0  # more between two looks is time in which no report could be stored either


@dataclass(frozen=True, slots=True)
class Place:
    """A room with people in it.

    `is_heard`: what is said in the call is said there. `reported_at`: of who has listened to it.
    `seen_at`: when that worker has last told of anything.
    """

    call_id: str
    room_name: str
    is_heard: bool
    reported_at: datetime | None
    seen_at: datetime | None

    @property
    def worker_is_elsewhere(self) -> bool:
        """Whoever listened here still reports, but of other rooms."""
        if self.reported_at is None or self.seen_at is None:
            return False
        return self.seen_at - self.reported_at > ONE_REPORT


@dataclass(slots=True)
class Silence:
    """So long nobody has reported to listen there. `replaced`: since the last report."""

    reported_at: datetime | None
    lasted_s: float = 0.0
    replaced: bool = False

    @property
    def lost_one(self) -> bool:
        """There was a worker, and no other has been sent for yet."""
        return self.reported_at is not None and not self.replaced

    @property
    def is_too_long(self) -> bool:
        return self.lasted_s >= (LOST_AFTER_S if self.lost_one else PATIENCE_S)

    def is_over(self, newcomer: bool) -> bool:
        """Whether to look after it. With a newcomer, one that was sent for before was none."""
        succeeded = self.replaced or (self.lost_one and self.lasted_s >= SUCCEEDED_AFTER_S)
        return self.is_too_long or (newcomer and succeeded)


class WorkerWatch:
    """Remembers since when a room with people in it has been without a call worker."""

    def __init__(self) -> None:
        self._silences: dict[str, Silence] = {}  # by room name
        self._workers: set[str] = set()
        self._looked_s = time.monotonic()

    async def run(self, ctx: Context) -> None:
        now = time.monotonic()
        step_s, self._looked_s = min(now - self._looked_s, LONGEST_STEP_S), now
        newcomer = await self._newcomer(ctx)
        places = await _places_with_people(ctx)
        await begin_coverage(ctx, {place.call_id: 0.0 for place in places if place.is_heard})
        await note_asides(ctx)
        before, self._silences = self._silences, {}
        for place in places:
            silence = before.get(place.room_name)
            if silence is None or silence.reported_at != place.reported_at:
                silence = Silence(place.reported_at)
            silence.lasted_s += step_s
            self._silences[place.room_name] = silence
        due = [place for place in places if self._silences[place.room_name].is_over(newcomer)]
        lost = {place for place in due if self._silences[place.room_name].lost_one}
        calls = {place.call_id for place in lost if not place.worker_is_elsewhere}
        lost |= {place for place in places if place.call_id in calls}

        async def look_after(place: Place) -> None:
            with kept_apart("call_worker_not_sent", call_id=place.call_id):
                await self._send(ctx, place, lost=place in lost)

        await for_each(lost.union(due), look_after)
        await settle_ended_calls(ctx)

    async def _send(self, ctx: Context, place: Place, *, lost: bool) -> None:
        silence = self._silences[place.room_name]
        if not lost and await ctx.rooms.has_call_worker(place.room_name):
            silence.lasted_s = 0.0
            return
        log.warning("call_worker_missing", call_id=place.call_id, lost=lost)
        if place.is_heard:
            await abandon(ctx, place.call_id)
        if lost:  # which LiveKit may list and be unable to remove; the next one is to come anyway
            with kept_apart("call_worker_not_removed", call_id=place.call_id):
                await ctx.rooms.remove_call_workers(place.room_name)
        await ctx.rooms.send_call_worker(place.room_name)
        silence.replaced, silence.lasted_s = True, 0.0

    async def _newcomer(self, ctx: Context) -> bool:
        """Whether a call worker has reported for the first time."""
        async with ctx.db.read() as session:
            workers = set(await session.scalars(select(WorkerSighting.worker_id)))
        known, self._workers = self._workers, workers
        return not workers <= known


async def _places_with_people(ctx: Context) -> Sequence[Place]:
    """Rooms where there is work for a call worker."""
    apart = and_(Call.held_since.is_not(None), Transfer.state.in_(TALKING_APART))
    heard = Participant.room_name == case((apart, Transfer.destination_room), else_=Call.room_name)
    present = (
        select(
            Participant.call_id,
            Participant.room_name,
            heard,
            TranscriptCoverage.reported_at,
            WorkerSighting.seen_at,
        )
        .join(Call, Call.id == Participant.call_id)
        .outerjoin(Transfer, and_(Transfer.call_id == Call.id, Transfer.ended_at.is_(None)))
        .outerjoin(
            TranscriptCoverage, and_(TranscriptCoverage.call_id == Participant.call_id, heard)
        )
        .outerjoin(WorkerSighting, WorkerSighting.worker_id == TranscriptCoverage.worker_id)
        .where(
            Participant.left_at.is_(None),
            Participant.away_since.is_(None),
            Participant.connected_at.is_not(None),
        )
        .distinct()
    )
    if ctx.settings.stt_providers == ["none"]:  # there is music to play and nothing else
        here = Participant.room_name == Call.room_name
        present = present.where(here, Call.held_since.is_not(None))
    async with ctx.db.read() as session:
        return [Place(*row) for row in await session.execute(present)]
