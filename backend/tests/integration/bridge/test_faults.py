"""What a phone notices when something else fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.bridge.conftest import Scene
from tests.support.bridge_desk import BridgeDesk
from tests.support.livekit_server import LiveKitServer
from tests.support.phone_line import PhoneLine
from tests.support.room_voice import RoomVoice
from tests.support.waiting import until
from warm_transfer.bridge.main import Bridge
from warm_transfer.config import Settings

PHONE_HZ, A_HZ, B_HZ = 1_000, 1_800, 2_600


async def test_legs_go_on_while_the_api_is_down(scene: Scene) -> None:
    origin, other_room = await scene.room(), await scene.room()
    await scene.person(origin, A_HZ)
    line = await scene.phone("leg-1", origin, PHONE_HZ)
    await line.hears(A_HZ)
    await scene.person(other_room, B_HZ)

    scene.desk.status = 503
    heard = len(line.heard)

    async def a_while() -> bool:
        return len(line.heard) > heard + 150

    await until(a_while, "go on for three seconds")
    await line.hears(A_HZ)
    scene.desk.order("leg-1", room_name=other_room)
    scene.desk.status = 200
    await line.hears(B_HZ)


async def test_stopping_closes_the_streams_so_that_they_come_again_elsewhere(
    livekit: LiveKitServer, settings: Settings
) -> None:
    async with BridgeDesk() as desk:
        settings.api_url = desk.url
        room = f"room_{settings.phone_bridge_port}"
        await livekit.create_room(room)
        bridge = Bridge(settings)
        await bridge.start()
        async with PhoneLine(settings.phone_bridge_port, desk.admit("leg-1", room)) as line:

            async def there() -> bool:
                return bool(await livekit.rooms.list_participants(room))

            await until(there, "enter the room")
            await bridge.stop()
            await line.closed()
            assert line.close_code == 1001
        assert [body["stopped"] for body in desk.reports("leg-1", "stream-ended")] == [False]
        assert not await livekit.rooms.list_participants(room)


@pytest.mark.parametrize("away_s", [2, 15])
async def test_a_leg_rejoins_after_livekit_was_killed(
    settings: Settings, tmp_path: Path, away_s: int
) -> None:
    async with LiveKitServer(tmp_path) as livekit, BridgeDesk() as desk:
        settings.api_url, settings.livekit_ws_url = desk.url, livekit.url
        await livekit.create_room("room_1")
        bridge = Bridge(settings)
        await bridge.start()
        try:
            async with (
                RoomVoice(livekit, "room_1", A_HZ),
                PhoneLine(settings.phone_bridge_port, desk.admit("leg-1", "room_1")) as line,
            ):
                await line.hears(A_HZ)
                await livekit.kill()
                heard = len(line.heard)

                async def away() -> bool:
                    return len(line.heard) >= heard + 50 * away_s  # the phone is kept meanwhile

                await until(away, "go on without LiveKit")
                await livekit.start()
                await livekit.create_room("room_1")
                async with RoomVoice(livekit, "room_1", B_HZ) as person:
                    await line.hears(B_HZ)
                    await person.hears("identity-leg-1", PHONE_HZ)
        finally:
            await bridge.stop()
