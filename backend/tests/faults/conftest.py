"""A LiveKit server, and calls whose API is a process of its own that may be killed."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.scene import AGENTS, NewScene, Scene
from tests.support.api import settings_for
from tests.support.call_center import CallCenter
from tests.support.forked_api import ForkedApi
from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from warm_transfer.actions.users import create_user, issue_sign_in_link
from warm_transfer.bootstrap import build_context, close_context
from warm_transfer.db.migrate import upgrade_to_head
from warm_transfer.domain.actor import Role

DAY_S = 24 * 3600  # for links that are made once and used by each test


@pytest.fixture(scope="session")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture(scope="session")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with a database in which the agents are, and a sign-in link for each."""
    folder = tmp_path_factory.mktemp("prepared")
    settings = settings_for(folder, sign_in_link_ttl_s=DAY_S)
    await asyncio.to_thread(upgrade_to_head, settings.resolved_database_url)
    ctx = build_context(settings)
    links = {}
    for username in AGENTS:
        await create_user(ctx, username, name=username.title(), role=Role.AGENT)
        links[username] = await issue_sign_in_link(ctx, username)
    await close_context(ctx)
    return folder, links


@pytest.fixture
def new_scene(
    tmp_path: Path, livekit: LiveKitServer, prepared: tuple[Path, dict[str, str]]
) -> NewScene:
    """Sets a scene in a folder of its own, to be entered, with these settings of the API.

    `kind` of API, and `server`, are others than the usual ones where they are given.
    """
    folder, links = prepared

    def new(
        name: str = "scene",
        *,
        kind: Callable[..., ForkedApi] = ForkedApi,
        server: LiveKitServer = livekit,
        **settings: Any,
    ) -> Scene:
        data_dir = tmp_path / name
        shutil.copytree(folder, data_dir, dirs_exist_ok=True)
        api = kind(data_dir, **to_livekit(server) | settings)
        return Scene(api, links, server)

    return new


@pytest.fixture
async def center(tmp_path: Path, livekit: LiveKitServer) -> AsyncIterator[CallCenter]:
    """The application in this process, where its parts can be tampered with."""
    async with CallCenter(tmp_path, livekit, to_livekit(livekit)) as center:
        yield center


def to_livekit(server: LiveKitServer) -> dict[str, Any]:
    return {
        "livekit_ws_url": server.url,
        "livekit_api_key": KEY,
        "livekit_api_secret": SECRET,
    }
