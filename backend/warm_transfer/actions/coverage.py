"""Which calls are listened to, and the gaps in their transcripts where nobody did.

Call workers say every two seconds in which rooms they listen, since when, and up to when all that
they heard there has been reported. So a gap is found when somebody listens again, whatever became
of the one before: killed, replaced, or unable to reach us.

Workers tell ages, not times: clocks of two machines need not agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError

from warm_transfer.actions.asides import current_aside, room_to_hear
from warm_transfer.actions.context import Context
from warm_transfer.actions.coverage_rows import (
    asides_of,
    coverage_of,
    lock_coverage,
    seconds_of,
    store,
)
from warm_transfer.db.models import Call, TranscriptCoverage, Transfer
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.asides import Aside, Stay, that_counts, up_to_date
from warm_transfer.domain.coverage import Coverage, abandoned, ended, listened

STILL_THERE = timedelta(seconds=5)  # two reports missed; the watch takes a worker for lost later
# A worker reads the last words for 10 s and takes 5 s to report them (see stop_budget.py).
SETTLED_AFTER = timedelta(seconds=30)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HeardRoom:
    """A worker's stay in a room, told in seconds before now.

    It began to listen `began_ago_s` ago. What was said up to `complete_ago_s` ago it has reported,
    or nobody said anything. `listening`: it still does.
    """

    room_name: str
    began_ago_s: float
    complete_ago_s: float
    listening: bool


async def note_listening(ctx: Context, worker_id: str, heard: Sequence[HeardRoom]) -> list[str]:
    """Store who listens to what. Gives the rooms to leave: another worker listens there."""
    if ctx.settings.stt_providers == ["none"]:
        return []
    calls = await _calls_in(ctx, {room.room_name for room in heard})
    began_ago_s = {
        call.id: max(room.began_ago_s for room in heard if room.room_name == call.room_name)
        for call, _ in calls
        if any(room.room_name == call.room_name for room in heard)
    }
    await begin_coverage(ctx, began_ago_s)
    occupied = []
    async with ctx.db.unit_of_work() as uow:
        rows = await lock_coverage(uow, [call.id for call, _ in calls])
        for call, transfer in calls:
            if (row := rows.get(call.id)) is None:
                continue
            to_hear = room_to_hear(call, transfer)
            stays = heard
            here = [room for room in heard if room.room_name == to_hear]
            listening = any(stay.listening for stay in here)
            if here and not _is_anothers(row, to_hear, worker_id, uow):
                row.worker_id = worker_id if listening else None
                row.room_name = to_hear
                row.reported_at = uow.now if listening else row.reported_at
            elif listening:
                occupied.append(to_hear)
                stays = [stay for stay in heard if stay not in here or not stay.listening]
            asides = asides_of(row)
            if call.ended_at is None:
                asides = up_to_date(asides, current_aside(call, transfer), seconds_of(call, uow))
            coverage = _with_stays(coverage_of(row), asides, call, stays, uow)
            await store(uow, row, coverage, asides)
    if occupied:
        log.warning("second_call_worker", worker_id=worker_id, count=len(occupied))
    return occupied


async def begin_coverage(ctx: Context, ago_s: Mapping[str, float]) -> None:
    """These calls, by id, were to be listened to from so many seconds ago on, and are from now on.

    Nothing changes for those of which that is known.
    """
    if ctx.settings.stt_providers == ["none"]:
        return
    async with ctx.db.read() as session:
        known = select(TranscriptCoverage.call_id).where(TranscriptCoverage.call_id.in_(ago_s))
        new = set(ago_s) - set(await session.scalars(known))
    for call_id in new:
        with suppress(IntegrityError):  # somebody was quicker
            async with ctx.db.unit_of_work() as uow:
                call = await uow.session.get_one(Call, call_id)
                until_s = max(0.0, seconds_of(call, uow) - ago_s[call_id])
                uow.session.add(
                    TranscriptCoverage(call_id=call_id, until_s=until_s, gaps=[], asides=[])
                )


async def abandon(ctx: Context, call_id: str) -> None:
    """Nobody listens to the call, and nobody is about to."""
    async with ctx.db.unit_of_work() as uow:
        for row in (await lock_coverage(uow, [call_id])).values():
            row.worker_id = None
            await store(uow, row, abandoned(coverage_of(row)), asides_of(row))


async def settle_ended_calls(ctx: Context) -> None:
    """Mark what nobody heard at the end of calls, once nothing more will be reported of them."""
    over = (
        select(Call)
        .join(TranscriptCoverage, TranscriptCoverage.call_id == Call.id)
        .where(
            TranscriptCoverage.settled_at.is_(None), Call.ended_at <= ctx.clock() - SETTLED_AFTER
        )
    )
    async with ctx.db.read() as session:
        calls = (await session.scalars(over)).all()
    if not calls:
        return
    async with ctx.db.unit_of_work() as uow:
        rows = await lock_coverage(uow, [call.id for call in calls])
        for call in calls:
            row = rows[call.id]
            row.settled_at = uow.now
            await store(uow, row, ended(coverage_of(row), seconds_of(call, uow)), asides_of(row))


def _with_stays(
    coverage: Coverage,
    asides: Sequence[Aside],
    call: Call,
    stays: Iterable[HeardRoom],
    uow: UnitOfWork,
) -> Coverage:
    now_s = (uow.now - call.created_at).total_seconds()
    rooms = {call.room_name, *(aside.room_name for aside in asides)}
    parts: list[Stay] = []
    for stay in (stay for stay in stays if stay.room_name in rooms):
        since_s, until_s = (
            max(0.0, now_s - ago_s) for ago_s in (stay.began_ago_s, stay.complete_ago_s)
        )
        whole = Stay(since_s, until_s, stay.listening)
        parts += that_counts(whole, stay.room_name, call.room_name, asides)
    for part in sorted(parts, key=lambda part: part.since_s):
        coverage = listened(coverage, part.since_s, part.until_s, still=part.still)
    return coverage


async def _calls_in(
    ctx: Context, room_names: Collection[str]
) -> Sequence[tuple[Call, Transfer | None]]:
    """The calls that are in these rooms or may have come there, with their open transfers."""
    led_here = select(Transfer.call_id).where(Transfer.destination_room.in_(room_names))
    here = (
        select(Call, Transfer)
        .outerjoin(Transfer, and_(Transfer.call_id == Call.id, Transfer.ended_at.is_(None)))
        .where(or_(Call.room_name.in_(room_names), Call.id.in_(led_here)))
        .order_by(Call.id)
    )
    async with ctx.db.read() as session:
        return [(call, transfer) for call, transfer in await session.execute(here)]


def _is_anothers(row: TranscriptCoverage, room_name: str, worker_id: str, uow: UnitOfWork) -> bool:
    return (
        row.worker_id not in (None, worker_id)
        and row.room_name == room_name
        and row.reported_at is not None
        and uow.now - row.reported_at < STILL_THERE
    )
