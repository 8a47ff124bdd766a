"""Reading the event log: what a listener missed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import func, select

from warm_transfer.actions.context import Context
from warm_transfer.db.models import Event
from warm_transfer.services.events.base import BusEvent, encode_event

PAGE = 500  # rows read at a time, so that a long replay holds little memory


@dataclass(frozen=True, slots=True)
class LogBounds:
    """The ids of the oldest and the newest event kept; both 0 when there is none."""

    oldest: int
    newest: int


async def log_bounds(ctx: Context) -> LogBounds:
    async with ctx.db.read() as session:
        row = (await session.execute(select(func.min(Event.id), func.max(Event.id)))).one()
    return LogBounds(oldest=row[0] or 0, newest=row[1] or 0)


async def events_after(
    ctx: Context, position: int, *, up_to: int | None = None
) -> AsyncIterator[BusEvent]:
    """Events with an id above `position`, oldest first, through `up_to` (None: all there are)."""
    while True:
        query = select(Event).where(Event.id > position).order_by(Event.id).limit(PAGE)
        if up_to is not None:
            query = query.where(Event.id <= up_to)
        async with ctx.db.read() as session:
            rows = list(await session.scalars(query))
        for row in rows:
            position = row.id
            yield encode_event(row)
        if len(rows) < PAGE:
            return
