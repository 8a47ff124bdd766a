"""One connection from Twilio: the WebSocket, and what is said on it until a leg takes over.

The protocol itself is the `websockets` library's, without its input and output: so a frame of
sound is written at once, in the middle of the beat, and needs no task of its own.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from base64 import b64encode
from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol, cast

import structlog
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from warm_transfer.bridge.api_client import ApiDown, BridgeApi, StreamRefused
from warm_transfer.bridge.legs import Legs
from warm_transfer.bridge.phone_leg import PhoneLeg
from warm_transfer.services.telephony.media_stream import (
    LONGEST_MESSAGE,
    MEDIA_SUFFIX,
    Connected,
    Digit,
    MalformedMessage,
    Mark,
    Media,
    Start,
    Stop,
    clear,
    decode,
    media_prefix,
)
from warm_transfer.services.telephony.stream_signature import SIGNATURE_HEADER, STREAM_PATH

HEALTH_PATH = "/health"
TOKEN_PARAMETER = "token"  # noqa: S105 - its name
START_WITHIN_S = 5.0
CLOSE_WITHIN_S = 1.0
MOST_UNSENT = 4_096  # bytes: some 14 frames; what comes then is dropped
SEND_BUFFER = 16_384  # bytes in the system's hands: what waits there is only heard late

log = structlog.get_logger(__name__)


class Doorkeeper(Protocol):
    """`is_signed`: whether this signature is Twilio's for our stream. `health`: what to say."""

    def is_signed(self, signature: str) -> bool: ...

    def health(self) -> dict[str, object]: ...


class StreamConnection(asyncio.Protocol):
    def __init__(
        self,
        doorkeeper: Doorkeeper,
        legs: Legs,
        api: BridgeApi,
        gone: Callable[[StreamConnection], None],
    ) -> None:
        self._doorkeeper = doorkeeper
        self._legs = legs
        self._api = api
        self._gone = gone
        self._websocket = ServerProtocol(max_size=LONGEST_MESSAGE)
        self._parts = b""  # of a message that came in several frames
        self._leg: PhoneLeg | None = None
        self._serving: asyncio.Task[None] | None = None
        self._stopped = False
        self._prefix = b""
        self._stream_sid = ""
        self._closed = asyncio.Event()

    # --- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        if (line := transport.get_extra_info("socket")) is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(START_WITHIN_S, self._start_is_late)

    def data_received(self, data: bytes) -> None:
        self._websocket.receive_data(data)
        for event in self._websocket.events_received():
            if isinstance(event, Request):
                self._answer(event)
            elif isinstance(event, Frame):
                self._take_frame(event)
        self._flush()

    def eof_received(self) -> bool:
        return False  # closes the transport

    def connection_lost(self, _error: Exception | None) -> None:
        self._deadline.cancel()
        self._websocket.receive_eof()
        self._closed.set()
        if self._serving is None:
            self._gone(self)

    # --- what the leg sends

    def send_sound(self, payload: bytes) -> None:
        if (
            self._websocket.state is State.OPEN
            and self._transport.get_write_buffer_size() <= MOST_UNSENT
        ):
            text = self._prefix + b64encode(payload) + _SUFFIX
            # As the library would write it, without the objects it makes of it (RFC 6455, 5.2).
            self._transport.write(_HEAD.pack(_TEXT, _SIZE_FOLLOWS, len(text)) + text)

    def send_clear(self) -> None:
        if self._websocket.state is State.OPEN:
            self._websocket.send_text(clear(self._stream_sid).encode())
            self._flush()

    # --- its end

    def end(self, code: CloseCode = CloseCode.NORMAL_CLOSURE) -> None:
        """Close; Twilio goes on with what follows the stream."""
        if self._websocket.state is State.OPEN:
            self._websocket.send_close(code)
            self._flush()
            asyncio.get_running_loop().call_later(CLOSE_WITHIN_S, self._transport.abort)
        elif self._websocket.state is State.CONNECTING:
            self._transport.close()

    async def ended(self) -> None:
        """Until it is closed, and the leg has left its rooms."""
        await self._closed.wait()
        if self._serving is not None:
            await asyncio.gather(self._serving, return_exceptions=True)

    # --- handshake

    def _answer(self, request: Request) -> None:
        if request.path == HEALTH_PATH:
            response = self._websocket.reject(HTTPStatus.OK, json.dumps(self._doorkeeper.health()))
            del response.headers["Content-Type"]
            response.headers["Content-Type"] = "application/json"
        elif request.path != STREAM_PATH:
            response = self._websocket.reject(HTTPStatus.NOT_FOUND, "Nothing is here.\n")
        elif not self._doorkeeper.is_signed(request.headers.get(SIGNATURE_HEADER, "")):
            log.warning("stream_signature_forged")
            response = self._websocket.reject(HTTPStatus.FORBIDDEN, "The signature is not valid.\n")
        else:
            response = self._websocket.accept(request)
        self._websocket.send_response(response)

    # --- messages

    def _take_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.BINARY:
            self.end(CloseCode.UNSUPPORTED_DATA)
        if frame.opcode not in (Opcode.TEXT, Opcode.CONT):
            return  # the library answers pings and closes
        text = self._parts + bytes(frame.data) if self._parts else bytes(frame.data)
        self._parts = b"" if frame.fin else text
        if not frame.fin:
            return
        try:
            message = decode(text)
            if message is not None:
                self._take(message)
        except MalformedMessage as e:
            log.warning("stream_message_malformed", problem=str(e))
            self.end(CloseCode.POLICY_VIOLATION)

    def _take(self, message: Connected | Start | Media | Digit | Mark | Stop) -> None:
        match message:
            case Media() | Digit():
                if self._leg is not None:
                    self._leg.take(message)
            case Start():
                if self._serving is not None:
                    raise MalformedMessage("a second start")
                self._deadline.cancel()
                self._stream_sid = message.stream_sid
                self._prefix = media_prefix(message.stream_sid).encode()
                self._serving = asyncio.create_task(self._serve(message))
            case Stop():
                self._stopped = True
                self.end()

    def _start_is_late(self) -> None:
        log.warning("stream_not_started")
        self.end(CloseCode.POLICY_VIOLATION)

    async def _serve(self, start: Start) -> None:
        try:
            orders = await self._api.open_stream(
                start.parameters.get(TOKEN_PARAMETER, ""), start.call_sid, start.stream_sid
            )
        except StreamRefused:
            log.warning("stream_refused", stream_sid=start.stream_sid)
            self.end(CloseCode.POLICY_VIOLATION)
            self._gone(self)
            return
        except ApiDown as e:
            log.error("stream_not_opened", stream_sid=start.stream_sid, error=str(e))
            self.end(CloseCode.TRY_AGAIN_LATER)
            self._gone(self)
            return
        leg = self._leg = self._legs.open(orders, self, self.end)
        log.info("phone_stream_opened", leg_id=leg.id, stream_sid=start.stream_sid)
        try:
            await self._until_over(leg)
        finally:
            self._leg = None
            self.end()
            await self._legs.close(leg)
            await self._api.stream_ended(leg.id, start.stream_sid, stopped=self._stopped)
            log.info("phone_stream_ended", leg_id=leg.id, stopped=self._stopped)
            self._gone(self)

    async def _until_over(self, leg: PhoneLeg) -> None:
        running = asyncio.create_task(leg.run())
        closed = asyncio.create_task(self._closed.wait())
        try:
            await asyncio.wait({running, closed}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()  # raises what went wrong
        finally:
            running.cancel()
            closed.cancel()

    def _flush(self) -> None:
        for data in self._websocket.data_to_send():
            if data:
                self._transport.write(data)
            else:
                self._transport.close()


_SUFFIX = MEDIA_SUFFIX.encode()
_HEAD = struct.Struct("!BBH")
_TEXT = 0x81  # in one frame
_SIZE_FOLLOWS = 126  # in two bytes
