"""A real LiveKit server behind a front that refuses requests about some rooms.

LiveKit itself does so with several servers on one Redis, of a room whose server is gone.
"""

from __future__ import annotations

from typing import Self

import aiohttp
from aiohttp import web

from tests.support.livekit_server import LiveKitServer
from tests.support.ports import free_tcp_ports

UNAVAILABLE = {"code": "unavailable", "msg": "no response from servers"}


class RefusingLiveKit:
    """`async with RefusingLiveKit(server) as front`: for the API, at `front.url`."""

    def __init__(self, server: LiveKitServer) -> None:
        (self._port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{self._port}"
        self._server_url = f"http://127.0.0.1:{server.port}"
        self._refused: dict[str, str] = {}
        app = web.Application()
        app.router.add_post("/twirp/{service}/{method}", self._take)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession()
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        await self._client.close()

    def refuse(self, method: str, room_name: str) -> None:
        """From now on, of all rooms, this method of this room alone."""
        self._refused = {method: room_name}

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        room_name = self._refused.get(request.match_info["method"])
        if room_name is not None and room_name.encode() in body:
            return web.json_response(UNAVAILABLE, status=503)
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
        url = self._server_url + request.path
        async with self._client.post(url, data=body, headers=headers) as answer:
            return web.Response(
                body=await answer.read(), status=answer.status, content_type=answer.content_type
            )
