"""The application with a real LiveKit server, as an attacker meets it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Api, running_api
from tests.support.livekit_server import KEY, SECRET, LiveKitServer


@pytest.fixture(scope="session")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture(scope="session")
def with_livekit(livekit: LiveKitServer) -> dict[str, Any]:
    """The settings that lead to the LiveKit server."""
    return {
        "livekit_ws_url": livekit.url,
        "livekit_api_key": KEY,
        "livekit_api_secret": SECRET,
    }


@pytest.fixture
async def api(tmp_path: Path, with_livekit: dict[str, Any]) -> AsyncIterator[Api]:
    async with running_api(tmp_path, **with_livekit) as api:
        yield api
