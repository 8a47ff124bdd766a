"""Where a client is told to reach LiveKit."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import Request

from tests.support.api import running_api
from warm_transfer.api.livekit_url import livekit_url

PUBLIC, OTHER = "wss://media.test/livekit", "ws://elsewhere.test:7880"


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "ws://calls.test:7999"),
        ({"livekit_ws_url": OTHER}, OTHER),
        ({"livekit_public_url": PUBLIC}, PUBLIC),
        ({"livekit_public_url": PUBLIC, "livekit_ws_url": OTHER}, PUBLIC),
    ],
)
async def test_the_address_made_for_browsers_comes_first_then_the_other_servers_then_ours(
    tmp_path: Path, settings: dict[str, str], url: str
) -> None:
    request = Request({"type": "http", "headers": [(b"host", b"calls.test:8000")]})
    async with running_api(tmp_path, livekit_port=7999, **settings) as api:
        assert livekit_url(request, api.ctx) == url
