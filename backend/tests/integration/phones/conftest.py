"""The application with the phone bridge, a simulated Twilio and a real LiveKit server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.livekit_server import KEY, SECRET, LiveKitServer
from tests.support.phone_center import PhoneCenter
from tests.support.phone_simulator import PhoneSimulator
from warm_transfer.ops.phone_number import point_number_here

OpenPhones = Callable[..., Awaitable[PhoneCenter]]


@pytest.fixture(scope="session")
async def livekit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture
async def open_center(tmp_path: Path, livekit: LiveKitServer) -> AsyncIterator[OpenPhones]:
    """Opens a call center with phones and these settings. What Twilio would refuse is an error."""
    async with AsyncExitStack() as stack:

        async def open_one(**settings: Any) -> PhoneCenter:
            phones = await stack.enter_async_context(PhoneSimulator())
            to_livekit = {
                "livekit_ws_url": livekit.url,
                "livekit_api_key": KEY,
                "livekit_api_secret": SECRET,
            }
            center = PhoneCenter(tmp_path, livekit, to_livekit | settings, phones)
            await stack.enter_async_context(center)
            if "twilio_api_url" not in settings:
                await point_number_here(center.ctx.settings)
            stack.push_async_callback(_no_problems, phones)
            return center

        yield open_one


@pytest.fixture
async def center(open_center: OpenPhones) -> PhoneCenter:
    return await open_center()


async def _no_problems(phones: PhoneSimulator) -> None:
    assert await phones.problems() == []
