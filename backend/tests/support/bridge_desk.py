"""A small real HTTP server: gives phone legs their orders and takes reports, as the API does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.support.ports import free_tcp_ports

Json = dict[str, Any]


def orders(leg_id: str, room_name: str, **changes: Any) -> Json:
    return {
        "leg_id": leg_id,
        "identity": f"identity-{leg_id}",
        "name": "Somebody",
        "kind": "caller",
        "room_name": room_name,
        "on_hold": False,
        "destination": None,
        "over": False,
        **changes,
    }


@dataclass
class BridgeDesk:
    """`legs`: orders by leg. `tokens`: which leg a stream's token is for; each works once.

    `status`: what every request is answered with while it is not 200. `moved_status` and
    `moved_code`: how a report of a move is answered.
    """

    legs: dict[str, Json] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    status: int = 200
    moved_status: int = 204
    moved_code: str = ""
    streams: list[Json] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    told: list[tuple[str, str, Json]] = field(default_factory=list)  # leg, what, body

    def __post_init__(self) -> None:
        (self.port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        app = web.Application(middlewares=[self._be_down])
        app.router.add_post("/api/bridge/streams", self._open_stream)
        app.router.add_post("/api/bridge/legs", self._give_orders)
        app.router.add_post("/api/bridge/legs/{leg_id}/{what}", self._take)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def admit(self, leg_id: str, room_name: str, **changes: Any) -> str:
        """A leg with these orders. Gives the token of its stream."""
        self.legs[leg_id] = orders(leg_id, room_name, **changes)
        token = f"token-{leg_id}"
        self.tokens[token] = leg_id
        return token

    def order(self, leg_id: str, **changes: Any) -> None:
        self.legs[leg_id] = {**self.legs[leg_id], **changes}

    def reports(self, leg_id: str, what: str) -> list[Json]:
        return [body for leg, kind, body in self.told if (leg, kind) == (leg_id, what)]

    @web.middleware
    async def _be_down(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.status != 200:
            return web.Response(status=self.status)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _open_stream(self, request: web.Request) -> web.Response:
        body = await request.json()
        leg_id = self.tokens.pop(body["token"], None)
        if leg_id is None:
            return web.json_response({"code": "stream_refused"}, status=403)
        self.streams.append(body)
        return web.json_response(self.legs[leg_id])

    async def _give_orders(self, request: web.Request) -> web.Response:
        leg_ids = (await request.json())["leg_ids"]
        self.asked.append(leg_ids)
        known = [self.legs[leg_id] for leg_id in leg_ids if leg_id in self.legs]
        return web.json_response({"orders": known})

    async def _take(self, request: web.Request) -> web.Response:
        leg_id, what = request.match_info["leg_id"], request.match_info["what"]
        self.told.append((leg_id, what, await request.json()))
        if what == "moved" and self.moved_status != 204:
            return web.json_response({"code": self.moved_code}, status=self.moved_status)
        return web.Response(status=204)
