"""The page's connection: tells it of every change, and carries the sound of the call it is on.

Text messages to the page are {"number", "calls"}, as GET /simulator/calls; the page sends
{"listen": sid} to be on a call. Binary messages are 16-bit samples at 8 kHz, little-endian, both
ways: what the phone hears, and what the microphone does.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from urllib.parse import urlsplit

import numpy as np
from aiohttp import WSMsgType, web

from warm_transfer.phone_simulator.config import FRAME_SAMPLES
from warm_transfer.phone_simulator.control_views import call_view
from warm_transfer.phone_simulator.exchange import Exchange
from warm_transfer.phone_simulator.line import Line
from warm_transfer.phone_simulator.speech import Live
from warm_transfer.services.telephony import g711

KEEPS_SHOWING = 5  # of the calls that are over, the latest
SETTLES_WITHIN_S = 0.05  # changes this close together are told together


class Handsets:
    def __init__(self) -> None:
        self._changed: set[asyncio.Event] = set()
        self._exchange: Exchange | None = None

    def changed(self) -> None:
        for event in self._changed:
            event.set()

    def add_routes(self, app: web.Application, exchange: Exchange) -> None:
        self._exchange = exchange
        app.router.add_get("/simulator/handset", self.serve)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        assert self._exchange is not None  # noqa: S101 - set before there are routes
        origin = urlsplit(request.headers.get("Origin", "")).netloc
        if origin and origin != request.host:
            raise web.HTTPForbidden(text="pages of other sites may not be phones")
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=64 * 1024)
        await socket.prepare(request)
        await _Handset(socket, self._exchange, self._changed).run()
        return socket


class _Handset:
    def __init__(
        self, socket: web.WebSocketResponse, exchange: Exchange, listeners: set[asyncio.Event]
    ) -> None:
        self._socket, self._exchange, self._listeners = socket, exchange, listeners
        self._microphone = Live()
        self._line: Line | None = None
        self._sending_sound: asyncio.Task[None] | None = None

    async def run(self) -> None:
        changed = asyncio.Event()
        changed.set()
        self._listeners.add(changed)
        self._exchange.people.hands += 1
        telling = asyncio.create_task(self._tell(changed))
        try:
            async for message in self._socket:
                if message.type is WSMsgType.BINARY:
                    self._microphone.add(g711.encode(np.frombuffer(message.data, "<i2")))
                elif message.type is WSMsgType.TEXT:
                    self._listen(json.loads(message.data).get("listen"))
        finally:
            self._exchange.people.hands -= 1
            self._listeners.discard(changed)
            telling.cancel()
            self._listen(None)

    async def _tell(self, changed: asyncio.Event) -> None:
        with suppress(ConnectionError):
            while True:
                await changed.wait()
                changed.clear()
                calls = list(self._exchange.calls.values())
                over = [call for call in calls if call.over][-KEEPS_SHOWING:]
                shown = [call_view(call) for call in calls if not call.over or call in over]
                number = self._exchange.number.phone_number
                await self._socket.send_json({"number": number, "calls": shown})
                await asyncio.sleep(SETTLES_WITHIN_S)

    def _listen(self, sid: str | None) -> None:
        if self._sending_sound is not None:
            self._sending_sound.cancel()
            self._sending_sound = None
        call = self._exchange.calls.get(sid or "")
        if call is not None and call.line is not None and not call.over:
            call.line.mouth.speak(self._microphone, call.line.now())
            self._sending_sound = asyncio.create_task(self._send_sound(call.line))

    async def _send_sound(self, line: Line) -> None:
        due = line.now()
        with suppress(ConnectionError):
            while True:
                due += FRAME_SAMPLES
                await asyncio.sleep(line.when(due) - time.monotonic())
                heard = g711.decode(line.ear.heard(due - FRAME_SAMPLES, due))
                await self._socket.send_bytes(heard.astype("<i2").tobytes())
