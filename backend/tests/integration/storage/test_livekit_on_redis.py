"""A LiveKit server that keeps its rooms in Redis, as several that are one cluster do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.call_center import CallCenter
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.servers import RedisServer
from tests.support.whereabouts import hear_each_other


@pytest.fixture
async def center(tmp_path: Path, redis: RedisServer) -> AsyncIterator[CallCenter]:
    async with LiveKitServer(tmp_path, redis_url=redis.url) as livekit:
        settings = {
            "livekit_ws_url": livekit.url,
            "livekit_api_key": KEY,
            "livekit_api_secret": SECRET,
            "reconcile_interval_s": 1,
        }
        async with CallCenter(tmp_path, livekit, settings) as center:
            yield center


async def test_whoever_went_while_livekit_was_dead_is_seen_to_be_gone(center: CallCenter) -> None:
    """Redis still has the room and all who were in it, and no server answers for them."""
    ana = await center.agent("ana")
    caller = await center.call_with(ana)
    await center.livekit.kill()
    for who in (caller, ana):
        await who.disconnect()
    await center.livekit.start()
    await center.agent_sees(
        ana,
        caller.call_id,
        lambda call: {person["state"] for person in call["participants"]} == {"away"},
    )
    places = [(who, (await who.connection())["current"]) for who in (caller, ana)]
    for who, place in places:
        await who.connect(place)
    await hear_each_other(places[0][1]["room_name"], caller, ana)
    await center.caller_sees(caller, lambda call: call["status"] == "connected")
