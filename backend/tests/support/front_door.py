"""A reverse proxy as docs/phones.md has it: media streams go to the bridge, the rest to the API."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Self

from tests.support.ports import free_tcp_ports
from warm_transfer.services.telephony.stream_signature import STREAM_PATH

CHUNK = 65_536


class FrontDoor:
    """Passes connections on, each by the path it asks for first. What it cannot reach it closes."""

    def __init__(self, api_port: int, bridge_port: int) -> None:
        (self._port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{self._port}"
        self._api_port, self._bridge_port = api_port, bridge_port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            first = await reader.readline()
            to_bridge = first.split(b" ")[1:2] == [STREAM_PATH.encode()]
            port = self._bridge_port if to_bridge else self._api_port
            there, back = await asyncio.open_connection("127.0.0.1", port)
            back.write(first)
            await asyncio.gather(_pump(reader, back), _pump(there, writer))
        writer.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Until one end is closed, which then goes for the other."""
    with suppress(OSError):
        while content := await source.read(CHUNK):
            sink.write(content)
            await sink.drain()
    sink.close()
