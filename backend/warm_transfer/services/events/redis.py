"""Fan-out among several API processes, through one Redis channel.

What this process publishes reaches its own listeners at once, Redis or no Redis; the others
get it from the channel. While Redis is gone their listeners fall back on reading the log.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from secrets import token_hex

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from warm_transfer.services.events.base import BusEvent, LoggedEvent, encode_event
from warm_transfer.services.events.memory import MemoryEventBus

log = structlog.get_logger(__name__)

CHANNEL = "warm-transfer:events"
MAX_OUTGOING = 10_000  # events kept for Redis while it is gone; dropped ones are in the log
RETRY_S = 1.0
CONNECT_TIMEOUT_S = 5.0
HEALTH_CHECK_S = 15  # a connection that died silently is found after so long


class RedisEventBus:
    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url, socket_connect_timeout=CONNECT_TIMEOUT_S, health_check_interval=HEALTH_CHECK_S
        )
        self._local = MemoryEventBus()
        self._sender = token_hex(8)
        self._outgoing: asyncio.Queue[BusEvent] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._keep_doing(work)) for work in (self._send, self._receive)
        ]

    def publish(self, events: Sequence[LoggedEvent]) -> None:
        encoded = [encode_event(event) for event in events]
        self._local.deliver(encoded)
        for event in encoded:
            if self._outgoing.qsize() >= MAX_OUTGOING:
                self._outgoing.get_nowait()
            self._outgoing.put_nowait(event)

    def subscribe(self) -> AbstractAsyncContextManager[AsyncIterator[BusEvent]]:
        return self._local.subscribe()

    async def close(self) -> None:
        await self._local.close()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._redis.aclose()

    async def _keep_doing(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (RedisError, OSError) as e:
                log.warning("event_bus_interrupted", error=type(e).__name__)
            await asyncio.sleep(RETRY_S)

    async def _send(self) -> None:
        while True:
            event = await self._outgoing.get()
            await self._redis.publish(CHANNEL, pack(self._sender, event))

    async def _receive(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            async for message in channel.listen():
                sender, event = unpack(message["data"])
                if sender != self._sender:
                    self._local.deliver([event])


def pack(sender: str, event: BusEvent) -> bytes:
    caller = None if event.caller_frame is None else event.caller_frame.decode()
    message = {
        "sender": sender,
        "id": event.id,
        "type": event.type,
        "audience": event.audience,
        "agent_ids": sorted(event.agent_ids),
        "call_id": event.call_id,
        "agent_frame": event.agent_frame.decode(),
        "caller_frame": caller,
    }
    return json.dumps(message, ensure_ascii=False).encode()


def unpack(message: bytes) -> tuple[str, BusEvent]:
    """The id of the process that sent it, and the event."""
    fields = json.loads(message)
    caller = fields["caller_frame"]
    return fields["sender"], BusEvent(
        id=fields["id"],
        type=fields["type"],
        audience=fields["audience"],
        agent_ids=frozenset(fields["agent_ids"]),
        call_id=fields["call_id"],
        agent_frame=fields["agent_frame"].encode(),
        caller_frame=None if caller is None else caller.encode(),
    )
