"""A call gets its call worker, however late one comes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.integration.calls.conftest import Open
from tests.support.api import settings_for
from tests.support.livekit_server import KEY, SECRET
from tests.support.waiting import until
from warm_transfer.worker.main import run_worker


async def test_a_worker_that_starts_after_the_call_is_sent_to_it(
    open_center: Open, tmp_path: Path
) -> None:
    center = await open_center(stt_providers=["local"], reconcile_interval_s=1)
    caller = await center.call_with(await center.agent("ana"))
    room_name = (await caller.connection())["current"]["room_name"]
    assert not await center.ctx.rooms.has_call_worker(room_name)
    settings = settings_for(
        tmp_path,
        livekit_ws_url=center.livekit.url,
        livekit_api_key=KEY,
        livekit_api_secret=SECRET,
    )
    worker = asyncio.create_task(run_worker(settings))
    try:
        await until(
            lambda: center.ctx.rooms.has_call_worker(room_name), "a call worker is in the room"
        )
        people = (await caller.get(f"/calls/{caller.call_id}/caller"))["agents"]
        assert [person["name"] for person in people] == ["Ana"]
    finally:
        worker.cancel()
        await asyncio.wait([worker])
