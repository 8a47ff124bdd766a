"""Sending a call worker again to where one is missing.

LiveKit sends one when the room is made. If none was free then, or if it died since, LiveKit
sends no other by itself.
"""

from __future__ import annotations

import time

import structlog
from sqlalchemy import select

from warm_transfer.actions.context import Context
from warm_transfer.db.models import Call, Participant

log = structlog.get_logger(__name__)

# Longer than a worker on a busy machine takes to come, so that there are never two.
PATIENCE_S = 10.0


class WorkerWatch:
    """Remembers since when a room with people in it has been without a call worker."""

    def __init__(self) -> None:
        self._missing_since: dict[str, float] = {}

    async def run(self, ctx: Context) -> None:
        now = time.monotonic()
        missing: dict[str, float] = {}
        for call_id, room_name in await _rooms_with_people(ctx):
            if await ctx.rooms.has_call_worker(room_name):
                continue
            missing[room_name] = self._missing_since.get(room_name, now)
            if now - missing[room_name] >= PATIENCE_S:
                log.warning("call_worker_missing", call_id=call_id)
                await ctx.rooms.send_call_worker(room_name)
                missing[room_name] = now
        self._missing_since = missing


async def _rooms_with_people(ctx: Context) -> list[tuple[str, str]]:
    """Pairs of call id and room name, of rooms where there is work for a call worker."""
    present = (
        select(Participant.call_id, Participant.room_name)
        .where(
            Participant.left_at.is_(None),
            Participant.away_since.is_(None),
            Participant.connected_at.is_not(None),
        )
        .distinct()
    )
    if ctx.settings.stt_providers == ["none"]:  # there is music to play and nothing else
        present = present.join(Call, Call.room_name == Participant.room_name).where(
            Call.held_since.is_not(None)
        )
    async with ctx.db.read() as session:
        return [(row.call_id, row.room_name) for row in await session.execute(present)]
