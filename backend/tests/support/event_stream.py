"""A client of the event stream that reads it as a browser does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Frame:
    id: int | None
    name: str
    data: dict[str, Any]


class EventReader:
    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self) -> Frame:
        """The next event; pings are passed over."""
        async with asyncio.timeout(PATIENCE_S):
            fields: dict[str, str] = {}
            async for line in self._lines:
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "data" in fields and fields.get("event") != "ping":
                    event_id = fields.get("id")
                    return Frame(
                        None if event_id is None else int(event_id),
                        fields.get("event", "message"),
                        json.loads(fields["data"]),
                    )
                else:
                    fields = {}
        raise AssertionError("the stream has ended")

    async def line(self) -> str:
        async with asyncio.timeout(PATIENCE_S):
            return await anext(self._lines)

    async def ended(self) -> bool:
        """Wait for the end, passing over what still comes."""
        async with asyncio.timeout(PATIENCE_S):
            async for _ in self._lines:
                pass
        return True


@asynccontextmanager
async def listening(
    url: str,
    cookies: httpx.Cookies,
    *,
    last_event_id: int | str | None = None,
    query: Mapping[str, str] | None = None,
) -> AsyncIterator[EventReader]:
    headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
    timeout = httpx.Timeout(10, read=PATIENCE_S)
    async with (
        httpx.AsyncClient(cookies=cookies, timeout=timeout) as client,
        client.stream("GET", url, params=query, headers=headers) as response,
    ):
        yield EventReader(response)
