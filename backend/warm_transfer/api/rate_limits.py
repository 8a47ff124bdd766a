"""Limits on what may be tried: by client address where nobody is signed in, else by who is.

So agents behind one address do not use up each other's tries, nor does a stranger theirs.

Counted in Redis when there is one, so that all processes share a count. When Redis cannot be
reached each process counts for itself: stricter or looser for a while, but never open.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from math import ceil
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import Depends, Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter

from warm_transfer.config import Settings
from warm_transfer.errors import RateLimited

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

log = structlog.get_logger(__name__)

REDIS_TIMEOUT_S = 0.5  # a sign-in must not wait for a store that is down


class RateLimits:
    """Moving windows, one per kind of entrance and key."""

    def __init__(self, settings: Settings) -> None:
        self._limits = {
            "sign_in": parse(settings.rate_limit_sign_in),
            "refresh": parse(settings.rate_limit_connections),
            "sign_out": parse(settings.rate_limit_connections),
            "calls": parse(settings.rate_limit_calls),
            "room_ids": parse(settings.rate_limit_room_ids),
            "connections": parse(settings.rate_limit_connections),
        }
        self._local = MovingWindowRateLimiter(MemoryStorage())
        self._pool = _redis_pool(settings.redis_url) if settings.redis_url else None
        self._shared = _redis_limiter(self._pool) if self._pool is not None else None

    async def hit(self, kind: str, *keys: str) -> None:
        """Count one try. Raises RateLimited, with when to try again, once there were too many."""
        limit = self._limits[kind]
        if self._shared is not None:
            try:
                await _hit(self._shared, limit, kind, keys)
            except RateLimited:
                raise
            except Exception:  # whatever the store's driver raises, the limit must hold
                log.warning("rate_limit_store_unreachable", kind=kind, exc_info=True)
            else:
                return
        await _hit(self._local, limit, kind, keys)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()


def client_address(request: Request) -> str:
    """The client's address; a proxy's word for it counts only from TRUSTED_PROXIES."""
    return request.client.host if request.client else "unknown"


def limits_of(request: Request) -> RateLimits:
    limits: RateLimits = request.app.state.rate_limits
    return limits


def limit(kind: str) -> Any:
    """A dependency that counts one try of `kind` for the client's address."""

    async def count(request: Request) -> None:
        await limits_of(request).hit(kind, client_address(request))

    dependency: Callable[[Request], Awaitable[None]] = count
    return Depends(dependency)


LimitSignIn = limit("sign_in")
LimitRefresh = limit("refresh")
LimitSignOut = limit("sign_out")
LimitCalls = limit("calls")


def _redis_pool(url: str) -> ConnectionPool:
    # Its driver is an optional dependency.
    from redis.asyncio import ConnectionPool

    return ConnectionPool.from_url(
        url, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S
    )


def _redis_limiter(pool: ConnectionPool) -> MovingWindowRateLimiter:
    storage = RedisStorage(
        "async+redis://",
        implementation="redispy",
        connection_pool=pool,  # type: ignore[arg-type]  # a pool may be given, says its docs
    )
    return MovingWindowRateLimiter(storage)


async def _hit(
    limiter: MovingWindowRateLimiter, limit: RateLimitItem, kind: str, keys: tuple[str, ...]
) -> None:
    if await limiter.hit(limit, kind, *keys):
        return
    window = await limiter.get_window_stats(limit, kind, *keys)
    raise RateLimited(
        "Too many tries. Wait a moment and try again.",
        retry_after_s=max(1, ceil(window.reset_time - time.time())),
    )
