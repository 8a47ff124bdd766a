"""The application with a real database and a real LiveKit server, and people who use them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.call_center import CallCenter
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.refusing_livekit import RefusingLiveKit

Open = Callable[..., Awaitable[CallCenter]]


@pytest.fixture(scope="session")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture
async def open_center(tmp_path: Path, livekit: LiveKitServer) -> AsyncIterator[Open]:
    """Opens a call center with these settings."""
    async with AsyncExitStack() as stack:

        async def open_one(**settings: Any) -> CallCenter:
            to_livekit = {
                "livekit_ws_url": livekit.url,
                "livekit_api_key": KEY,
                "livekit_api_secret": SECRET,
            }
            center = CallCenter(tmp_path, livekit, to_livekit | settings)
            return await stack.enter_async_context(center)

        yield open_one


@pytest.fixture
async def front(livekit: LiveKitServer) -> AsyncIterator[RefusingLiveKit]:
    async with RefusingLiveKit(livekit) as front:
        yield front


@pytest.fixture
async def center(open_center: Open) -> CallCenter:
    return await open_center()
