"""LiveKit's webhooks never arrive. They are hints: what they tell of is found all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.plans import PLANS, play
from tests.faults.scene import NewScene
from tests.support.faults import fault
from tests.support.livekit_server import LiveKitServer
from tests.support.ports import free_tcp_ports


class Abyss:
    """Takes every connection and ends it without an answer."""

    def __init__(self) -> None:
        (self._port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{self._port}/api/webhooks/livekit"
        self.lost = 0

    async def open(self) -> asyncio.Server:
        return await asyncio.start_server(self._lose, "127.0.0.1", self._port)

    async def _lose(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lost += 1
        writer.close()


@pytest.fixture
async def abyss() -> AsyncIterator[Abyss]:
    abyss = Abyss()
    async with await abyss.open():
        yield abyss


@pytest.fixture
async def mute_server(
    tmp_path_factory: pytest.TempPathFactory, abyss: Abyss
) -> AsyncIterator[LiveKitServer]:
    folder: Path = tmp_path_factory.mktemp("mute-livekit")
    async with LiveKitServer(folder, [abyss.url]) as server:
        yield server


@fault(
    26,
    done="every webhook is lost during a transfer, and when Bea's connections are cut after it",
    seen="the transfer goes as ever; that Bea is away is found by the next comparison, and the"
    " caller waits in line again",
)
async def test_every_webhook_is_lost(
    new_scene: NewScene, mute_server: LiveKitServer, abyss: Abyss
) -> None:
    async with new_scene(server=mute_server, agent_away_timeout_s=5) as scene:
        await scene.begin()
        assert (await play(scene, PLANS["introduce"]))["outcome"] == "completed"
        await scene.caller_is_with(scene.bea)
        await scene.leaves_without_a_word(scene.bea)
        await scene.caller_sees(agents=[])
        await scene.caller_sees(status="waiting", place_in_line=1)
        await scene.hang_up()
        assert scene.complaints == []
        assert abyss.lost > 0
