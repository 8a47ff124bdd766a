"""A TCP proxy that makes a connection feel as far away as it is told.

Every byte is delayed by half the round trip, in both directions and in order, and what a client
sends first by one round trip more, which is what the handshake of TCP costs over such a distance.
"""

from __future__ import annotations

import asyncio
from typing import Self

CHUNK_BYTES = 65_536


class DelayProxy:
    """`async with DelayProxy(target_port, round_trip_s) as proxy: ...` listens at `proxy.port`."""

    def __init__(self, target_port: int, round_trip_s: float) -> None:
        self.port = 0
        self._target_port = target_port
        self._round_trip_s = round_trip_s
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.ensure_future(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected_s = asyncio.get_running_loop().time() + self._round_trip_s
        try:
            onward = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            self._carry(reader, onward[1], not_before_s=connected_s),
            self._carry(onward[0], writer, not_before_s=0.0),
        )

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, not_before_s: float
    ) -> None:
        """Until one side closes; then the other is closed, as late as the bytes before it."""
        clock = asyncio.get_running_loop().time
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due_s, data = await under_way.get()
                await asyncio.sleep(due_s - clock())
                if not data:
                    return
                writer.write(data)
                await writer.drain()

        async def collect() -> None:
            data = b"."
            while data:
                try:
                    data = await reader.read(CHUNK_BYTES)
                except OSError:
                    data = b""
                sent_s = max(clock(), not_before_s)
                under_way.put_nowait((sent_s + self._round_trip_s / 2, data))

        collecting = asyncio.ensure_future(collect())
        try:
            await deliver()
        except OSError:
            pass  # the receiver has gone
        finally:
            collecting.cancel()
            writer.close()
