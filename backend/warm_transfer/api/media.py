"""Twilio's media streams, passed on to the phone bridge: so one public address is enough.

A reverse proxy may send the path to the bridge itself. The bridge checks everything; nothing is
looked at here.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Response, WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from warm_transfer.config import Settings
from warm_transfer.services.telephony.media_stream import LONGEST_MESSAGE
from warm_transfer.services.telephony.stream_signature import SIGNATURE_HEADER, STREAM_PATH

OPEN_TIMEOUT_S = 5.0
CLOSE_TIMEOUT_S = 1.0
MOST_WAITING = 8  # messages in each direction: 160 ms
GONE = 1001  # RFC 6455: the bridge is going away

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/media", tags=["webhooks"])


@router.websocket("/twilio")
async def relay_stream(stream: WebSocket) -> None:
    settings: Settings = stream.app.state.ctx.settings
    try:
        bridge = await connect(
            settings.resolved_phone_bridge_url + STREAM_PATH,
            additional_headers={SIGNATURE_HEADER: stream.headers.get(SIGNATURE_HEADER, "")},
            compression=None,
            proxy=None,
            max_size=LONGEST_MESSAGE,
            max_queue=MOST_WAITING,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
        )
    except InvalidStatus as e:
        await stream.send_denial_response(Response(status_code=e.response.status_code))
        return
    except (OSError, TimeoutError, WebSocketException) as e:
        log.error("phone_bridge_unreachable", error=type(e).__name__)
        unavailable = Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        await stream.send_denial_response(unavailable)
        return
    async with bridge:
        await stream.accept()
        await _relay(stream, bridge)


async def _relay(stream: WebSocket, bridge: ClientConnection) -> None:
    """Until one of the two ends; then end the other."""
    ways = {
        asyncio.create_task(_to_bridge(stream, bridge)),
        asyncio.create_task(_from_bridge(stream, bridge)),
    }
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _to_bridge(stream: WebSocket, bridge: ClientConnection) -> None:
    try:
        while True:
            await bridge.send(await stream.receive_text())
    except (WebSocketDisconnect, ConnectionClosed, KeyError):
        return  # KeyError: bytes, which no stream of Twilio's has


async def _from_bridge(stream: WebSocket, bridge: ClientConnection) -> None:
    try:
        async for message in bridge:
            await stream.send_text(message if isinstance(message, str) else message.decode())
    except (WebSocketDisconnect, ConnectionClosed):
        pass
    await stream.close(bridge.close_code or GONE)
