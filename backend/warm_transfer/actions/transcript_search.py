"""Looking for words in the transcripts of all calls that one may read."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.call_access import calls_concerning
from warm_transfer.actions.context import Context
from warm_transfer.actions.transcript_views import FoundPage, FoundSegment, PieceView, SegmentView
from warm_transfer.db.models import Call, Segment
from warm_transfer.db.word_index import has_words
from warm_transfer.domain.actor import AgentActor, Role
from warm_transfer.domain.search import pieces, search_words
from warm_transfer.errors import InvalidInput


async def search_segments(
    ctx: Context,
    actor: AgentActor,
    query: str,
    *,
    cursor: str | None,
    limit: int,
    address: str | None = None,
) -> FoundPage:
    """Segments that hold every word of `query`, those of the newest calls first.

    Leaves an audit row, without what was looked for: it may be a caller's number. Raises
    InvalidInput when the query has no letter and no digit, or the cursor is none of ours.
    """
    words = search_words(query)
    if not words:
        raise InvalidInput("Look for a word or a number.", code="nothing_to_search")
    async with ctx.db.read() as session:
        rows = await _found(session, actor, words, cursor, limit + 1)
    async with ctx.db.unit_of_work() as uow:
        uow.audit("transcripts.search", actor=actor.id, address=address)
    more = len(rows) > limit
    return FoundPage(
        items=[_view(segment, call, words) for segment, call in rows[:limit]],
        next_cursor=rows[limit - 1][0].id if more else None,
    )


async def _found(
    session: AsyncSession,
    actor: AgentActor,
    words: tuple[str, ...],
    cursor: str | None,
    limit: int,
) -> list[tuple[Segment, Call]]:
    statement = select(Segment, Call).join(Call, Call.id == Segment.call_id)
    statement = statement.where(has_words(session, words))
    if actor.role is Role.AGENT:
        statement = statement.where(Segment.call_id.in_(calls_concerning(actor.id)))
    if cursor is not None:
        statement = statement.where(await _after(session, cursor))
    newest_call_first = (Call.created_at.desc(), Call.id, Segment.start_s, Segment.id)
    rows = await session.execute(statement.order_by(*newest_call_first).limit(limit))
    return [(segment, call) for segment, call in rows]


async def _after(session: AsyncSession, cursor: str) -> ColumnElement[bool]:
    """What comes after the segment whose id is the cursor."""
    place = select(Segment, Call).join(Call, Call.id == Segment.call_id)
    found = (await session.execute(place.where(Segment.id == cursor))).one_or_none()
    if found is None:
        raise InvalidInput(
            "This cursor is none of ours. Start from the first page.", code="invalid_cursor"
        )
    last, call = found
    later_in_call = tuple_(Call.id, Segment.start_s, Segment.id) > tuple_(
        call.id, last.start_s, last.id
    )
    return or_(
        Call.created_at < call.created_at,
        and_(Call.created_at == call.created_at, later_in_call),
    )


def _view(segment: Segment, call: Call, words: tuple[str, ...]) -> FoundSegment:
    return FoundSegment(
        segment=SegmentView.model_validate(segment, from_attributes=True),
        pieces=[PieceView(text=p.text, match=p.match) for p in pieces(segment.text, words)],
        caller_name=call.caller_name,
        topic=call.topic,
        call_created_at=call.created_at,
    )
