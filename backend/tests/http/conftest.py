"""The application over HTTP, with a real SQLite file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.http.story import Story, tell_story
from tests.support.api import Api, ServedApi, running_api, served_api
from tests.support.livekit_server import KEY, SECRET, LiveKitServer


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with running_api(tmp_path) as api:
        yield api


@pytest.fixture
async def story(api: Api) -> Story:
    return await tell_story(api)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[ServedApi]:
    async with served_api(tmp_path) as api:
        yield api


@pytest.fixture(scope="session")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture(scope="session")
def with_livekit(livekit: LiveKitServer) -> dict[str, Any]:
    """The settings that lead to the LiveKit server, without which no call is started."""
    return {
        "livekit_ws_url": livekit.url,
        "livekit_api_key": KEY,
        "livekit_api_secret": SECRET,
    }
