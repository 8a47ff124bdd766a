"""What goes over one event stream, frame by frame.

A stream is a position in the event log. What the bus brings is written at once; whatever ids
are missing between the two are read from the log. So a listener that comes back with
`Last-Event-ID` misses nothing and gets nothing twice, whatever the bus loses or reorders.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from warm_transfer.actions.context import Context
from warm_transfer.actions.event_log import events_after, log_bounds
from warm_transfer.services.events.base import BusEvent, sse_frame

PING_S = 15.0  # the pages take a stream for dead after 40 s of silence
# An event, not a comment: browsers keep comments to themselves, and a page must notice silence.
PING = b"event: ping\ndata: {}\n\n"
RECONNECT = b"retry: 1000\n"  # ms until a browser comes back; left alone it waits for three seconds
MAX_BEHIND = 10_000  # events; further back, loading everything anew is quicker than replaying

FrameOf = Callable[[BusEvent], bytes | None]
StillAllowed = Callable[[], Awaitable[bool]]


class OpenStreams:
    """The agents whose event streams are open in this process."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def agent_ids(self) -> Collection[str]:
        return list(self._count)

    @contextmanager
    def holding(self, agent_id: str) -> Iterator[None]:
        self._count[agent_id] += 1
        try:
            yield
        finally:
            self._count[agent_id] -= 1
            if not self._count[agent_id]:
                del self._count[agent_id]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a stream begins: after event `id`. `too_old`: the listener must load anew first."""

    id: int
    too_old: bool


async def starting_position(ctx: Context, last_seen: str | None) -> Position:
    """Where the listener left off, if it says so and that is still within reach; else now."""
    bounds = await log_bounds(ctx)
    if last_seen is None:
        return Position(bounds.newest, too_old=False)
    seen = int(last_seen) if last_seen.isdecimal() and len(last_seen) < 20 else -1
    reachable = bounds.oldest - 1 <= seen <= bounds.newest and bounds.newest - seen <= MAX_BEHIND
    return Position(seen, too_old=False) if reachable else Position(bounds.newest, too_old=True)


async def event_frames(
    ctx: Context, start: Position, frame_of: FrameOf, still_allowed: StillAllowed
) -> AsyncIterator[bytes]:
    """Frames for one listener, until the bus closes, it falls behind or is no longer allowed.

    `frame_of` says what of an event this listener sees. `still_allowed` is asked at each ping.
    """
    loop = asyncio.get_running_loop()
    position = start.id
    async with ctx.bus.subscribe() as live:  # before the log is read, so that no gap can open
        yield RECONNECT + _greeting(ctx, "hello", position)
        if start.too_old:
            yield _greeting(ctx, "reset", position)
        while True:
            # The replay at first; at every ping, what the bus may have lost.
            async for event in events_after(ctx, position):
                position = event.id
                if frame := frame_of(event):
                    yield frame
            ping_at = loop.time() + PING_S
            while (left_s := ping_at - loop.time()) > 0:
                try:
                    arrived = await asyncio.wait_for(anext(live, None), left_s)
                except TimeoutError:
                    break
                if arrived is None:
                    return
                if arrived.id <= position:
                    continue
                if arrived.id > position + 1:
                    async for missed in events_after(ctx, position, up_to=arrived.id - 1):
                        if frame := frame_of(missed):
                            yield frame
                position = arrived.id
                if frame := frame_of(arrived):
                    yield frame
            if not await still_allowed():
                return
            yield PING


def _greeting(ctx: Context, name: str, position: int) -> bytes:
    """`hello` and `reset` carry an id, so that a browser resumes even if no event follows."""
    server_time = ctx.clock().isoformat().replace("+00:00", "Z")
    data = {"last_event_id": position, "server_time": server_time}
    return sse_frame(data, event_id=position, name=name)
