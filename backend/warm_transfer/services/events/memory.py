"""Fan-out within one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from warm_transfer.services.events.base import (
    MAX_WAITING_EVENTS,
    BusEvent,
    LoggedEvent,
    encode_event,
)


class MemoryEventBus:
    """One bounded queue per listener, filled from the event loop that listens."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self._closed = False

    async def start(self) -> None:
        """Nothing to connect to."""

    def publish(self, events: Sequence[LoggedEvent]) -> None:
        if self._listeners:
            self.deliver([encode_event(event) for event in events])

    def deliver(self, events: Sequence[BusEvent]) -> None:
        for listener in list(self._listeners):
            listener.put(events)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[AsyncIterator[BusEvent]]:
        listener = _Listener()
        if self._closed:
            listener.end()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def close(self) -> None:
        self._closed = True
        for listener in self._listeners:
            listener.end()


class _Listener:
    """What waits for one listener; None marks the end.

    Waiting for the next event may be cancelled (by a timeout) without losing one.
    """

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[BusEvent | None] = asyncio.Queue()
        self._ended = False

    def put(self, events: Sequence[BusEvent]) -> None:
        for event in events:
            if self._waiting.qsize() >= MAX_WAITING_EVENTS:
                self.end()
            if self._ended:
                return
            self._waiting.put_nowait(event)

    def end(self) -> None:
        if not self._ended:
            self._ended = True
            self._waiting.put_nowait(None)

    def __aiter__(self) -> AsyncIterator[BusEvent]:
        return self

    async def __anext__(self) -> BusEvent:
        event = await self._waiting.get()
        if event is None:
            raise StopAsyncIteration
        return event
