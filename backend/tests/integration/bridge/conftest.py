"""A LiveKit server, the phone bridge in this process, and a desk that gives it orders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.bridge_desk import BridgeDesk
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.phone_line import AUTH_TOKEN, PUBLIC_URL, PhoneLine
from tests.support.ports import free_tcp_ports
from tests.support.room_voice import RoomVoice
from warm_transfer.bridge.main import Bridge
from warm_transfer.config import Settings


@dataclass
class Scene:
    """Everything a phone needs but Twilio and the backend."""

    livekit: LiveKitServer
    desk: BridgeDesk
    settings: Settings
    stack: AsyncExitStack
    lines: list[PhoneLine] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.settings.phone_bridge_port

    async def room(self) -> str:
        name = f"room_{uuid4().hex}"
        await self.livekit.create_room(name)
        return name

    async def person(self, room_name: str, tone_hz: float, **how: str) -> RoomVoice:
        """Somebody in the room who speaks a tone and hears everybody."""
        voice = RoomVoice(self.livekit, room_name, tone_hz, **how)
        return await self.stack.enter_async_context(voice)

    async def phone(self, leg_id: str, room_name: str, tone_hz: float = 1_000) -> PhoneLine:
        token = self.desk.admit(leg_id, room_name)
        line = PhoneLine(self.port, token, tone_hz)
        return await self.stack.enter_async_context(line)


@pytest.fixture(scope="session")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture
def settings(livekit: LiveKitServer, tmp_path: Path) -> Settings:
    (port,) = free_tcp_ports(1)
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        livekit_ws_url=livekit.url,
        livekit_api_key=KEY,
        livekit_api_secret=SECRET,
        twilio_account_sid="AC00000000000000000000000000000001",
        twilio_auth_token=AUTH_TOKEN,
        twilio_phone_number="+14155550100",
        public_url=PUBLIC_URL,
        phone_bridge_port=port,
    )


@pytest.fixture
async def scene(livekit: LiveKitServer, settings: Settings) -> AsyncIterator[Scene]:
    async with BridgeDesk() as desk:
        settings.api_url = desk.url
        bridge = Bridge(settings)
        await bridge.start()
        try:
            async with AsyncExitStack() as stack:
                yield Scene(livekit, desk, settings, stack)
        finally:
            await bridge.stop()
