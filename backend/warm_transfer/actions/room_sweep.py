"""Closing LiveKit rooms that no call needs any more: origins after a move, ended calls' rooms."""

from __future__ import annotations

import time
from collections.abc import Collection

import structlog
from sqlalchemy import select, union

from warm_transfer.actions.apart import for_each, kept_apart
from warm_transfer.actions.context import Context
from warm_transfer.db.models import Call, Transfer
from warm_transfer.domain.call import CallState

log = structlog.get_logger(__name__)

# Clients drop the origin by themselves when they learn that the move is done; by then they have.
GRACE_S = 2.0


class RoomSweep:
    """Remembers since when a room has been superfluous. A restart begins the grace anew."""

    def __init__(self) -> None:
        self._superfluous_since: dict[str, float] = {}

    async def run(self, ctx: Context, rooms: Collection[str]) -> None:
        """`rooms` are the names of those that LiveKit has."""
        now = time.monotonic()
        names = await superfluous_rooms(ctx, list(rooms))
        self._superfluous_since = {name: self._superfluous_since.get(name, now) for name in names}
        due = [name for name, since in self._superfluous_since.items() if now - since >= GRACE_S]
        closed = 0

        async def close(name: str) -> None:
            nonlocal closed
            with kept_apart("room_not_closed"):
                await ctx.rooms.delete_room(name)
                closed += 1

        await for_each(due, close)
        if closed:
            log.info("rooms_closed", count=closed)


async def superfluous_rooms(ctx: Context, names: list[str]) -> set[str]:
    """Those of `names` that were made for a call and are not needed; rooms of others are not."""
    ours = union(
        select(Call.room_name).where(Call.room_name.in_(names)),
        select(Transfer.origin_room).where(Transfer.origin_room.in_(names)),
        select(Transfer.destination_room).where(Transfer.destination_room.in_(names)),
    )
    needed = union(
        select(Call.room_name).where(Call.state != CallState.ENDED),
        select(Transfer.destination_room).where(Transfer.ended_at.is_(None)),
    )
    async with ctx.db.read() as session:
        return set(await session.scalars(ours)) - set(await session.scalars(needed))
