"""Reading calls: one, the caller's own, and lists by state with search and paging."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from warm_transfer.actions.call_access import concerned_agents
from warm_transfer.actions.call_rows import no_such_call
from warm_transfer.actions.caller_presenter import caller_view
from warm_transfer.actions.context import Context
from warm_transfer.actions.presenters import call_detail, call_views
from warm_transfer.actions.views import CallDetail, CallerCallView, CallPage
from warm_transfer.db.models import Call
from warm_transfer.domain.actor import AgentActor, CallerActor, Role
from warm_transfer.domain.call import CallState
from warm_transfer.errors import InvalidInput


async def get_call_detail(ctx: Context, actor: AgentActor, call_id: str) -> CallDetail:
    """The call; its transfers, with their briefings, only for those whom it concerns."""
    async with ctx.db.read() as session:
        call = await session.get(Call, call_id)
        if call is None:
            raise no_such_call()
        may_read = actor.role is not Role.AGENT or actor.id in await concerned_agents(
            session, call_id
        )
        return await call_detail(session, call, with_transfers=may_read)


async def get_caller_call(ctx: Context, actor: CallerActor, call_id: str) -> CallerCallView:
    """The caller's own call, also once it has ended; any other is not found."""
    async with ctx.db.read() as session:
        call = await session.get(Call, call_id)
        if call is None or call_id != actor.call_id:
            raise no_such_call()
        return await caller_view(session, call)


async def get_current_call(ctx: Context, actor: CallerActor) -> CallerCallView:
    """The call that a caller who comes back can go on with."""
    view = await get_caller_call(ctx, actor, actor.call_id)
    if view.status == "ended":
        raise no_such_call()
    return view


async def list_calls(
    ctx: Context,
    *,
    state: CallState | None,
    query: str | None,
    cursor: str | None,
    limit: int,
) -> CallPage:
    """Waiting calls in the order of the queue, all others newest first."""
    waiting = state is CallState.WAITING
    column = Call.waiting_since if waiting else Call.created_at
    statement = select(Call)
    if state is not None:
        statement = statement.where(Call.state == state)
    if query:
        statement = statement.where(_matches(query))
    if cursor is not None:
        statement = statement.where(_after(column, _read_cursor(cursor), ascending=waiting))
    order = (column, Call.id) if waiting else (column.desc(), Call.id.desc())
    statement = statement.order_by(*order).limit(limit + 1)
    async with ctx.db.read() as session:
        rows = list(await session.scalars(statement))
        items = await call_views(session, rows[:limit])
    more = len(rows) > limit
    return CallPage(items=items, next_cursor=_cursor(rows[limit - 1], waiting) if more else None)


def _matches(query: str) -> ColumnElement[bool]:
    return or_(
        Call.caller_name.icontains(query, autoescape=True),
        Call.topic.icontains(query, autoescape=True),
    )


def _after(
    column: _TimeColumn, position: tuple[datetime, str], *, ascending: bool
) -> ColumnElement[bool]:
    at, call_id = position
    if ascending:
        return or_(column > at, and_(column == at, Call.id > call_id))
    return or_(column < at, and_(column == at, Call.id < call_id))


def _cursor(last: Call, waiting: bool) -> str:
    at = last.waiting_since if waiting and last.waiting_since else last.created_at
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{last.id}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        at, call_id = base64.b64decode(cursor.encode(), b"-_", validate=True).decode().split("|")
        position = datetime.fromisoformat(at)
        if position.tzinfo is None or "\0" in call_id:  # PostgreSQL compares with no NUL
            raise ValueError("no time zone, or no id")
        position = position.astimezone(UTC)
    except (binascii.Error, ValueError, OverflowError) as error:
        raise InvalidInput(
            "This cursor is none of ours. Start from the first page.", code="invalid_cursor"
        ) from error
    return position, call_id


_TimeColumn = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
