"""How an event, once committed, reaches everybody who is listening now.

The log in the database is the truth; a bus only makes it quick. A listener that sees an id
missing reads the log (see `api/stream.py`), so a bus may lose or reorder but never invent.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

# What one listener may have waiting before it is cut off. A desk of 100 calls makes some
# 40 events a second, so this is many seconds of a browser that does not read.
MAX_WAITING_EVENTS = 1_000


class LoggedEvent(Protocol):
    """A row of the event log, as `db.models.Event` has it."""

    @property
    def id(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def call_id(self) -> str | None: ...
    @property
    def transfer_id(self) -> str | None: ...
    @property
    def audience(self) -> str: ...
    @property
    def agent_ids(self) -> list[str]: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def caller_data(self) -> dict[str, Any] | None: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class BusEvent:
    """An event in the form it has on the wire, made once however many listen.

    `agent_frame` and `caller_frame` are whole server-sent events; `caller_frame` is None when
    the caller learns nothing of it.
    """

    id: int
    type: str
    audience: str
    agent_ids: frozenset[str]
    call_id: str | None
    agent_frame: bytes
    caller_frame: bytes | None


class EventBus(Protocol):
    async def start(self) -> None:
        """Begin to carry events. `publish` and `subscribe` may be used before."""
        ...

    def publish(self, events: Sequence[LoggedEvent]) -> None:
        """Hand committed events to every listener. Never blocks and never raises."""
        ...

    def subscribe(self) -> AbstractAsyncContextManager[AsyncIterator[BusEvent]]:
        """Everything published from entering the block on.

        The iterator ends when the bus closes and when the listener falls more than
        `MAX_WAITING_EVENTS` behind; what it missed is in the log.
        """
        ...

    async def close(self) -> None:
        """End every subscription."""
        ...


def encode_event(event: LoggedEvent) -> BusEvent:
    at = event.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    head = {"id": event.id, "type": event.type, "at": at}
    for_agents = {
        **head,
        "call_id": event.call_id,
        "transfer_id": event.transfer_id,
        **event.data,
    }
    for_caller = None if event.caller_data is None else {**head, **event.caller_data}
    return BusEvent(
        id=event.id,
        type=event.type,
        audience=event.audience,
        agent_ids=frozenset(event.agent_ids),
        call_id=event.call_id,
        agent_frame=sse_frame(for_agents, event_id=event.id),
        caller_frame=None if for_caller is None else sse_frame(for_caller, event_id=event.id),
    )


def sse_frame(data: dict[str, Any], *, event_id: int, name: str = "message") -> bytes:
    """One server-sent event. JSON has no raw line breaks, so one data line is enough."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event_id}\nevent: {name}\ndata: {body}\n\n".encode()
