"""Streams reach the bridge by way of the API, so that one public address is enough."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.integration.bridge.conftest import Scene
from tests.support.api_process import ApiProcess
from tests.support.phone_line import PhoneLine
from tests.support.waiting import until

PHONE_HZ, AGENT_HZ = 1_000, 1_800


@pytest.fixture
async def api_port(scene: Scene, tmp_path: Path) -> AsyncIterator[int]:
    settings = {
        "PHONE_BRIDGE_PORT": str(scene.port),
        "LIVEKIT_WS_URL": scene.livekit.url,
        "STT_PROVIDERS": "none",
    }
    directory = tmp_path / "api"
    directory.mkdir()
    async with ApiProcess(directory, settings) as api:
        yield int(api.url.rpartition(":")[2])


async def test_phone_and_room_hear_each_other_through_the_api(scene: Scene, api_port: int) -> None:
    room = await scene.room()
    agent = await scene.person(room, AGENT_HZ)
    token = scene.desk.admit("leg-1", room)
    async with PhoneLine(api_port, token, PHONE_HZ) as line:
        await line.hears(AGENT_HZ)
        await agent.hears("identity-leg-1", PHONE_HZ)
        scene.desk.order("leg-1", over=True)
        await line.closed()
        assert line.close_code == 1000


async def test_a_forged_signature_is_refused_through_the_api(api_port: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with PhoneLine(api_port, "", signature="forged"):
            pass
    assert refused.value.response.status_code == 403


async def test_what_twilio_hangs_up_ends_at_the_bridge(scene: Scene, api_port: int) -> None:
    room = await scene.room()
    async with PhoneLine(api_port, scene.desk.admit("leg-1", room)) as line:

        async def carried() -> bool:
            return bool(line.heard)

        await until(carried, "be carried")

    async def ended() -> bool:
        return bool(scene.desk.reports("leg-1", "stream-ended"))

    await until(ended, "tell the stream's end")


async def test_without_a_bridge_the_stream_is_refused(scene: Scene, tmp_path: Path) -> None:
    settings = {"PHONE_BRIDGE_PORT": "1", "LIVEKIT_WS_URL": scene.livekit.url}
    directory = tmp_path / "api"
    directory.mkdir()
    async with ApiProcess(directory, settings) as api:
        with pytest.raises(InvalidStatus) as refused:
            async with PhoneLine(int(api.url.rpartition(":")[2]), ""):
                pass
    assert refused.value.response.status_code == 503
