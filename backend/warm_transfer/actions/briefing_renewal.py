"""Keeps briefings up to date while people talk, so that one is there when it is needed."""

from __future__ import annotations

import asyncio

import structlog

from warm_transfer.actions.briefings import renew_briefing
from warm_transfer.actions.context import Context

PAUSE_S = 1.0  # segments come in twos and threes; one renewal covers those of this time

log = structlog.get_logger(__name__)


async def run_briefing_renewal(ctx: Context) -> None:
    """Renew the briefing of every call that gets new segments, until cancelled."""
    renewing: dict[str, asyncio.Task[None]] = {}
    stale: set[str] = set()

    async def renew(call_id: str) -> None:
        while call_id in stale:
            stale.discard(call_id)
            try:
                await renew_briefing(ctx, call_id)
            except Exception as e:  # the next segment tries again; its text stays out of the log
                log.warning("briefing_not_renewed", call_id=call_id, error=type(e).__name__)
            await asyncio.sleep(PAUSE_S)
        del renewing[call_id]

    async with asyncio.TaskGroup() as tasks:
        while True:
            async with ctx.bus.subscribe() as events:
                async for event in events:
                    if event.type != "segments.added" or event.call_id is None:
                        continue
                    stale.add(event.call_id)
                    if event.call_id not in renewing:
                        renewing[event.call_id] = tasks.create_task(renew(event.call_id))
            await asyncio.sleep(PAUSE_S)  # the bus cut us off: listen again
