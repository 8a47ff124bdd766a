"""A LiveKit server, the call worker in this process, and a desk that takes its reports."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.report_desk import ReportDesk
from tests.support.voice import Voice
from tests.support.waiting import until
from warm_transfer.config import Settings
from warm_transfer.domain.sensitive import MaskKind
from warm_transfer.services.livekit.rooms import RoomMetadata
from warm_transfer.worker.main import run_worker


@dataclass
class Stage:
    """Everything a call needs but the backend."""

    server: LiveKitServer
    desk: ReportDesk
    settings: Settings
    worker: asyncio.Task[None]
    caplog: pytest.LogCaptureFixture

    def __post_init__(self) -> None:
        self.started_at = datetime.now(UTC)

    async def room(self, call_id: str, **orders: bool) -> str:
        """A new room of the call, with the call worker in it, told to do as `RoomMetadata` says."""
        name, rooms = f"room_{uuid4().hex}", self.server.rooms
        await rooms.ensure_room(name, self.metadata(call_id, **orders))
        await until(lambda: rooms.has_call_worker(name), "have the call worker in the room")
        return name

    async def hears(self, voice: Voice) -> None:
        """Wait until the worker listens to the voice in every room it is in."""

        async def listening() -> bool:
            lines = [record.message for record in self.caplog.records]
            heard = [line for line in lines if "speaker_heard" in line and voice.identity in line]
            return len(heard) >= voice.joined

        await until(listening, "have the worker listen")

    def metadata(self, call_id: str, **orders: bool) -> RoomMetadata:
        return RoomMetadata(call_id, self.started_at, **orders)

    async def order(self, room_name: str, call_id: str, **orders: bool) -> None:
        """Tell the worker in the room what to do from now on."""
        await self.server.rooms.update_metadata(room_name, self.metadata(call_id, **orders))


@pytest.fixture(scope="session")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture
def privacy_mask() -> list[MaskKind]:
    """What the worker hides; tests may have it hide something."""
    return []


@pytest.fixture
async def stage(
    livekit: LiveKitServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    privacy_mask: list[MaskKind],
) -> AsyncIterator[Stage]:
    caplog.set_level(logging.INFO, "livekit.agents")
    caplog.set_level(logging.INFO, "warm_transfer.worker")

    async def registered() -> bool:
        return any("registered worker" in record.message for record in caplog.records)

    async with ReportDesk() as desk:
        settings = Settings(
            _env_file=None,
            data_dir=tmp_path,
            livekit_ws_url=livekit.url,
            livekit_api_key=KEY,
            livekit_api_secret=SECRET,
            api_url=desk.url,
            privacy_mask=privacy_mask,
        )
        worker = asyncio.create_task(run_worker(settings))
        try:
            await until(registered, "register the worker")
            yield Stage(livekit, desk, settings, worker, caplog)
        finally:
            worker.cancel()
            await asyncio.wait([worker])


@pytest.fixture
async def caller(stage: Stage) -> AsyncIterator[Voice]:
    voice = Voice(stage.server, "caller-0a1b2c3d", "caller")
    yield voice
    await voice.leave_all()


@pytest.fixture
async def agent(stage: Stage) -> AsyncIterator[Voice]:
    voice = Voice(stage.server, "agent-7", "agent")
    yield voice
    await voice.leave_all()
