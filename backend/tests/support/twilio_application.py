"""A Twilio application as small as can be: webhooks that keep what they were sent, and a stream.

It checks every signature with Twilio's own validator.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from aiohttp import WSMsgType, web
from numpy.typing import NDArray
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.support.phone_simulator import AUTH_TOKEN, PhoneSimulator
from tests.support.ports import free_tcp_ports
from tests.support.waiting import until
from warm_transfer.services.telephony import g711

Talk = Callable[["Stream"], Awaitable[None]]


@dataclass
class Stream:
    """One media stream from the application's side."""

    socket: web.WebSocketResponse
    received: list[dict[str, Any]] = field(default_factory=list)
    closed: bool = False

    @property
    def sid(self) -> str:
        return str(self.of("start")[0]["start"]["streamSid"])

    def of(self, event: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message["event"] == event]

    def sound(self) -> NDArray[np.int16]:
        """What it was sent."""
        payloads = [message["media"]["payload"] for message in self.of("media")]
        return g711.decode(b"".join(base64.b64decode(payload) for payload in payloads))

    async def until(self, event: str, count: int = 1) -> list[dict[str, Any]]:
        async def enough() -> list[dict[str, Any]] | None:
            found = self.of(event)
            return found if len(found) >= count else None

        return await until(enough, f"{count} {event} messages")

    async def send(self, event: str, **content: Any) -> None:
        message = {"event": event, "streamSid": self.sid}
        await self.socket.send_json(message | ({event: content} if content else {}))

    async def play(self, payload: bytes) -> None:
        await self.send("media", payload=base64.b64encode(payload).decode())


class Application:
    """`twiml[path]` is what a path answers; `requests[path]` what it was sent, oldest first."""

    def __init__(self) -> None:
        (self.port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.stream_url = f"ws://127.0.0.1:{self.port}/media"
        self.twiml: dict[str, str] = {}
        self.content_type = "text/xml"
        self.files: dict[str, bytes] = {}
        self.requests: dict[str, list[dict[str, str]]] = {}
        self.streams: list[Stream] = []
        self.forged = 0
        app = web.Application()
        app.router.add_get("/media", self._media)
        app.router.add_route("*", "/{path:.*}", self._webhook)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self._validator = RequestValidator(AUTH_TOKEN)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def answers(self, path: str, verbs: str) -> str:
        """Set what `path` answers. Returns its address."""
        self.twiml[path] = f"<Response>{verbs}</Response>"
        return f"{self.url}/{path}"

    def sent(self, path: str, name: str) -> list[str]:
        """One parameter of all requests to `path`."""
        return [request.get(name, "") for request in self.requests.get(path, [])]

    async def until_sent(self, path: str, count: int = 1) -> list[dict[str, str]]:
        async def enough() -> list[dict[str, str]] | None:
            found = self.requests.get(path, [])
            return found if len(found) >= count else None

        return await until(enough, lambda: f"{count} requests to {path}: {self.requests}")

    async def stream(self, number: int = 0) -> Stream:
        """The stream, once its `start` is there."""

        async def started() -> Stream | None:
            if len(self.streams) <= number or not self.streams[number].of("start"):
                return None
            return self.streams[number]

        return await until(started, f"stream {number}")

    async def _webhook(self, request: web.Request) -> web.Response:
        sent = dict((await request.post()).items()) if request.method == "POST" else {}
        params = {name: str(value) for name, value in sent.items()}
        self._check(request, f"{self.url}{request.path_qs}", params)
        path = request.match_info["path"]
        self.requests.setdefault(path, []).append(params or dict(request.query))
        if path in self.files:
            return web.Response(body=self.files[path], content_type="audio/wav")
        if path not in self.twiml:
            return web.Response(status=204)
        return web.Response(text=self.twiml[path], content_type=self.content_type)

    async def _media(self, request: web.Request) -> web.StreamResponse:
        self._check(request, self.stream_url, {})
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        stream = Stream(socket)
        self.streams.append(stream)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                stream.received.append(json.loads(message.data))
        stream.closed = True
        return socket

    def _check(self, request: web.Request, url: str, params: dict[str, str]) -> None:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not self._validator.validate(url, params, signature):
            self.forged += 1


async def in_thread(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Twilio's client blocks."""
    return await asyncio.to_thread(function, *arguments, **named)


def client(phones: PhoneSimulator) -> Client:
    """Twilio's own client, which asks the simulator."""
    twilio = Client(phones.account_sid, phones.auth_token)
    twilio.api.base_url = phones.url
    return twilio
