"""What is stored of who listens to a call, as the domain has it, and telling of its gaps."""

from __future__ import annotations

from collections.abc import Collection

import structlog
from sqlalchemy import select

from warm_transfer.actions.call_access import concerned_agents
from warm_transfer.actions.transcript_views import GapView
from warm_transfer.db.models import Call, Event, TranscriptCoverage
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.asides import Aside, missing
from warm_transfer.domain.coverage import Coverage, Gap

log = structlog.get_logger(__name__)


def gap_views(row: TranscriptCoverage | None) -> list[GapView]:
    """None of a call that nobody was to listen to, nor of what nobody was to listen to."""
    return [
        GapView(start_s=_rounded(gap.start_s), end_s=gap.end_s and _rounded(gap.end_s))
        for gap in _missing(row)
    ]


async def gaps_until_now(uow: UnitOfWork, call_id: str) -> list[Gap]:
    """For a document: one that goes on ends where the document does."""
    row = await uow.session.get(TranscriptCoverage, call_id)
    if row is None:
        return []
    lasted_s = seconds_of(await uow.session.get_one(Call, call_id), uow)
    return [Gap(gap.start_s, gap.end_s or lasted_s) for gap in _missing(row)]


async def store(
    uow: UnitOfWork, row: TranscriptCoverage, coverage: Coverage, asides: tuple[Aside, ...]
) -> None:
    """Tell the call's agents when what is missing has changed."""
    before = gap_views(row)
    row.until_s = coverage.until_s
    row.gaps = [[gap.start_s, gap.end_s] for gap in coverage.gaps]
    row.asides = [(aside.start_s, aside.end_s, aside.room_name) for aside in asides]
    views = gap_views(row)
    if views == before:
        return
    log.info("transcript_gaps_changed", call_id=row.call_id, count=len(views))
    row.gaps_version += 1
    uow.record(
        Event(
            type="gaps.updated",
            call_id=row.call_id,
            transfer_id=None,
            audience="call",
            agent_ids=await concerned_agents(uow.session, row.call_id),
            data={
                "gaps": [view.model_dump(mode="json") for view in views],
                "gaps_version": row.gaps_version,
            },
            caller_data=None,
            at=uow.now,
        )
    )


async def lock_coverage(
    uow: UnitOfWork, call_ids: Collection[str]
) -> dict[str, TranscriptCoverage]:
    """In one order, so that two reports do not wait for each other."""
    locked = (
        select(TranscriptCoverage)
        .where(TranscriptCoverage.call_id.in_(call_ids))
        .order_by(TranscriptCoverage.call_id)
        .with_for_update()
    )
    return {row.call_id: row for row in await uow.session.scalars(locked)}


def coverage_of(row: TranscriptCoverage) -> Coverage:
    return Coverage(row.until_s, tuple(Gap(start or 0.0, end) for start, end in row.gaps))


def asides_of(row: TranscriptCoverage) -> tuple[Aside, ...]:
    return tuple(Aside(start_s, end_s, room) for start_s, end_s, room in row.asides)


def seconds_of(call: Call, uow: UnitOfWork) -> float:
    """How long the call has lasted."""
    return ((call.ended_at or uow.now) - call.created_at).total_seconds()


def _missing(row: TranscriptCoverage | None) -> tuple[Gap, ...]:
    return missing(coverage_of(row).gaps, asides_of(row)) if row else ()


def _rounded(seconds: float) -> float:
    return round(seconds, 2)
