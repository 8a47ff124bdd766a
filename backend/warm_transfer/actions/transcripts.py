"""What was said in a call: stored as the call worker reports it, read by the call's agents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.call_access import concerned_agents, get_call, require_reader
from warm_transfer.actions.context import Context
from warm_transfer.actions.coverage_rows import gap_views, gaps_until_now
from warm_transfer.actions.transcript_views import SegmentView, TranscriptView
from warm_transfer.db.models import Call, Event, Participant, TranscriptCoverage
from warm_transfer.db.models import Segment as SegmentRow
from warm_transfer.db.session import UnitOfWork
from warm_transfer.domain.actor import AgentActor
from warm_transfer.domain.coverage import Gap
from warm_transfer.domain.transcript import Segment, to_srt, to_text, to_vtt

TextFormat = Literal["txt", "vtt", "srt"]
RENDERERS: dict[TextFormat, Callable[[list[Segment], list[Gap]], str]] = {
    "txt": to_text,
    "vtt": to_vtt,
    "srt": to_srt,
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HeardSegment:
    """A final segment as the call worker heard it; who the identity is, the call knows."""

    id: str
    identity: str
    text: str
    start_s: float
    end_s: float
    language: str | None
    confidence: float | None
    private: bool


async def add_segments(ctx: Context, call_id: str, heard: Sequence[HeardSegment]) -> None:
    """Store what is new of `heard` and tell the call's agents. Repeating an id changes nothing."""
    async with ctx.db.unit_of_work() as uow:
        await get_call(uow.session, call_id)
        # One at a time per call, so that two deliveries of one batch cannot both insert it.
        await uow.session.execute(select(Call.id).where(Call.id == call_id).with_for_update())
        known = await _stored_ids(uow.session, [segment.id for segment in heard])
        people = await _people(uow.session, call_id)
        rows: dict[str, SegmentRow] = {}
        for segment in heard:
            speaker = people.get(segment.identity)
            if speaker is None:
                log.warning("segment_of_a_stranger", call_id=call_id, segment_id=segment.id)
            elif segment.id not in known:
                rows.setdefault(segment.id, _row(call_id, segment, speaker))
        if not rows:
            return
        uow.session.add_all(rows.values())
        views = [_view(row).model_dump(mode="json") for row in rows.values()]
        uow.record(
            Event(
                type="segments.added",
                call_id=call_id,
                transfer_id=None,
                audience="call",
                agent_ids=await concerned_agents(uow.session, call_id),
                data={"segments": views},
                caller_data=None,
                at=uow.now,
            )
        )


async def get_transcript(
    ctx: Context, actor: AgentActor, call_id: str, *, address: str | None = None
) -> TranscriptView:
    """The whole transcript in the order of speaking. Leaves an audit row."""
    async with _reading(ctx, actor, call_id, address) as uow:
        rows = await _rows(uow.session, call_id)
        coverage = await uow.session.get(TranscriptCoverage, call_id)
    return TranscriptView(
        call_id=call_id,
        segments=[_view(row) for row in rows],
        gaps=gap_views(coverage),
        gaps_version=coverage.gaps_version if coverage else 0,
    )


async def export_transcript(
    ctx: Context,
    actor: AgentActor,
    call_id: str,
    format: TextFormat,
    *,
    address: str | None = None,
) -> str:
    """The whole transcript as a document. Leaves an audit row."""
    async with _reading(ctx, actor, call_id, address) as uow:
        segments = await segments_of(uow.session, call_id)
        gaps = await gaps_until_now(uow, call_id)
    return RENDERERS[format](segments, gaps)


async def segments_of(
    session: AsyncSession, call_id: str, *, ended_after_s: float = -1.0
) -> list[Segment]:
    """The call's final segments in the order of speaking, for a briefing writer."""
    return [_segment(row) for row in await _rows(session, call_id, ended_after_s)]


@asynccontextmanager
async def _reading(
    ctx: Context, actor: AgentActor, call_id: str, address: str | None
) -> AsyncIterator[UnitOfWork]:
    async with ctx.db.unit_of_work() as uow:
        await require_reader(uow.session, actor, call_id)
        uow.audit("transcript.read", actor=actor.id, subject=call_id, address=address)
        yield uow


async def _rows(
    session: AsyncSession, call_id: str, ended_after_s: float = -1.0
) -> Sequence[SegmentRow]:
    spoken = (
        select(SegmentRow)
        .where(SegmentRow.call_id == call_id, SegmentRow.end_s > ended_after_s)
        .order_by(SegmentRow.start_s, SegmentRow.end_s, SegmentRow.id)
    )
    return (await session.scalars(spoken)).all()


async def _stored_ids(session: AsyncSession, ids: list[str]) -> set[str]:
    return set(await session.scalars(select(SegmentRow.id).where(SegmentRow.id.in_(ids))))


async def _people(session: AsyncSession, call_id: str) -> dict[str, Participant]:
    """By identity. One who came back has several rows, which name them alike."""
    everyone = select(Participant).where(Participant.call_id == call_id)
    return {person.identity: person for person in await session.scalars(everyone)}


def _row(call_id: str, segment: HeardSegment, speaker: Participant) -> SegmentRow:
    return SegmentRow(
        id=segment.id,
        call_id=call_id,
        identity=segment.identity,
        speaker_kind=speaker.kind,
        speaker_name=speaker.name,
        text=segment.text,
        start_s=segment.start_s,
        end_s=max(segment.end_s, segment.start_s),
        language=segment.language,
        confidence=segment.confidence,
        private=segment.private,
    )


def _segment(row: SegmentRow) -> Segment:
    return Segment(
        id=row.id,
        identity=row.identity,
        speaker_kind="caller" if row.speaker_kind == "caller" else "agent",
        speaker_name=row.speaker_name,
        text=row.text,
        start_s=row.start_s,
        end_s=row.end_s,
        private=row.private,
    )


def _view(row: SegmentRow) -> SegmentView:
    return SegmentView.model_validate(row, from_attributes=True)
