"""The phone bridge's process: takes Twilio's streams, and enters rooms for their phones."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime

import structlog
from websockets.frames import CloseCode

from warm_transfer.bridge.api_client import BridgeApi
from warm_transfer.bridge.legs import Legs
from warm_transfer.bridge.native_audio import install
from warm_transfer.bridge.pacing import Pacer
from warm_transfer.bridge.stream_connection import StreamConnection
from warm_transfer.config import Settings
from warm_transfer.errors import CannotStart
from warm_transfer.secrets_store import livekit_credentials, load_master_secret
from warm_transfer.services.livekit.addresses import livekit_room_url
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.services.telephony.stream_signature import StreamSignature
from warm_transfer.services.tokens import TokenKind, Tokens
from warm_transfer.sigterm import on_sigterm
from warm_transfer.stop_budget import STREAMS_END_WITHIN_S

SERVICE_TOKEN_TTL_S = 300

log = structlog.get_logger(__name__)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C, on the fastest event loop there is."""
    factory = None
    if os.name != "nt":
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(run_bridge(settings))


async def run_bridge(settings: Settings) -> None:
    """Serve until SIGTERM or cancellation, then end every stream: Twilio connects elsewhere.

    Raises CannotStart.
    """
    bridge = Bridge(settings)
    stopping = asyncio.Event()
    try:
        await bridge.start()
        with on_sigterm(stopping.set):
            await stopping.wait()
    finally:
        await bridge.stop()


class Bridge:
    """To be made in the event loop it is to run in."""

    def __init__(self, settings: Settings) -> None:
        token, url = settings.twilio_auth_token, settings.public_url
        if token is None or url is None:
            raise CannotStart(
                "Phones are not set up: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, "
                "TWILIO_PHONE_NUMBER and PUBLIC_URL (docs/phones.md)."
            )
        install()
        self._settings = settings
        self._signature = StreamSignature(token, url)
        tokens = Tokens(load_master_secret(settings), lambda: datetime.now(UTC))
        self._api = BridgeApi(
            settings.resolved_api_url,
            lambda: tokens.issue(TokenKind.WORKER, "phone-bridge", SERVICE_TOKEN_TTL_S),
        )
        key, secret = livekit_credentials(settings)
        self._pacer = Pacer()
        self._legs = Legs(
            self._api,
            livekit_room_url(settings),
            LiveKitTokens(key, secret, settings.livekit_token_ttl_s),
            self._pacer,
        )
        self._connections: set[StreamConnection] = set()
        self._server: asyncio.Server | None = None
        self._work: list[asyncio.Task[None]] = []

    def is_signed(self, signature: str) -> bool:
        return self._signature.is_valid(signature)

    def health(self) -> dict[str, object]:
        """`frames` since the start, in both directions at once, and how many were late."""
        counted = self._pacer.punctuality
        return {
            "status": "ok",
            "legs": len(self._legs),
            "frames": counted.frames,
            "late_frames": counted.late,
        }

    async def start(self) -> None:
        host, port = self._settings.phone_bridge_host, self._settings.phone_bridge_port
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._connection, host, port)
        except OSError as e:
            raise CannotStart(
                f"The phone bridge cannot listen on {host}:{port} ({e.strerror}). "
                "Set PHONE_BRIDGE_HOST or PHONE_BRIDGE_PORT."
            ) from e
        self._work = [asyncio.create_task(self._pacer.run()), asyncio.create_task(self._legs.run())]
        log.info("bridge_started", port=port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        connections = list(self._connections)
        for connection in connections:
            connection.end(CloseCode.GOING_AWAY)
        if connections:
            ending = [asyncio.create_task(connection.ended()) for connection in connections]
            _, late = await asyncio.wait(ending, timeout=STREAMS_END_WITHIN_S)
            for task in late:
                task.cancel()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        await self._api.close()
        log.info("bridge_stopped", streams=len(connections))

    def _connection(self) -> StreamConnection:
        connection = StreamConnection(self, self._legs, self._api, self._connections.discard)
        self._connections.add(connection)
        return connection
