from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from twilio.rest import Client

from tests.support.phone_simulator import PhoneSimulator
from tests.support.twilio_application import Application, client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_phones() -> AsyncIterator[PhoneSimulator]:
    async with PhoneSimulator() as phones:
        yield phones


@pytest_asyncio.fixture
async def phones(
    running_phones: PhoneSimulator, application: Application
) -> AsyncIterator[PhoneSimulator]:
    """Its calls end before the application does."""
    await running_phones.clear_problems()
    yield running_phones
    for call in await running_phones.calls():
        if not call.over:
            await running_phones.hang_up(call.sid)
            await running_phones.until_over(call.sid)


@pytest_asyncio.fixture
async def application() -> AsyncIterator[Application]:
    async with Application() as application:
        yield application
        assert application.forged == 0


@pytest.fixture
def twilio(running_phones: PhoneSimulator) -> Client:
    return client(running_phones)
