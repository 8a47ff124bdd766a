"""What the bridge is measured against: one as anybody would write it with the same libraries.

A task and a timer for each phone and direction, LiveKit's own frames and resampler at 48 kHz, and
a move that leaves one room and then joins the next.
"""

from __future__ import annotations

import asyncio
import json
import time
from base64 import b64decode, b64encode
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import httpx
import numpy as np
from livekit import rtc
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from warm_transfer.config import get_settings
from warm_transfer.secrets_store import livekit_credentials
from warm_transfer.services.livekit.addresses import livekit_room_url
from warm_transfer.services.livekit.native_logs import keep_native_logs_native
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.services.telephony import g711

ROOM_RATE_HZ, PHONE_RATE_HZ = 48_000, 8_000
FRAME_S = 0.02
SILENCE = g711.SILENCE * 160
MOST_WAITING = 10  # frames
POLL_S = 1.0

settings = get_settings()
key, secret = livekit_credentials(settings)
tokens = LiveKitTokens(key, secret, settings.livekit_token_ttl_s)
api = httpx.AsyncClient(base_url=settings.resolved_api_url, trust_env=False)


class PlainLeg:
    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket
        self._stream_sid = ""
        self._room = rtc.Room()
        self._source = rtc.AudioSource(ROOM_RATE_HZ, 1, queue_size_ms=100)
        self._up = rtc.AudioResampler(PHONE_RATE_HZ, ROOM_RATE_HZ)
        self._spoken: asyncio.Queue[bytes] = asyncio.Queue()
        self._heard: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            if message["event"] == "start":
                await self._start(message["start"])
            elif message["event"] == "media":
                if self._spoken.qsize() > MOST_WAITING:
                    self._spoken.get_nowait()
                self._spoken.put_nowait(b64decode(message["media"]["payload"]))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._room.disconnect()

    async def _start(self, start: dict[str, Any]) -> None:
        self._stream_sid = start["streamSid"]
        token = start["customParameters"]["token"]
        body = {"token": token, "call_sid": start["callSid"], "stream_sid": start["streamSid"]}
        orders = (await api.post("/api/bridge/streams", json=body)).json()
        await self._enter(orders)
        self._do(self._say())
        self._do(self._play())
        self._do(self._follow(orders))

    async def _enter(self, orders: dict[str, Any]) -> None:
        room = self._room = rtc.Room()
        room.on("track_subscribed", lambda track, *_: self._do(self._hear(track)))
        token = tokens.mint(
            orders["identity"], orders["name"], orders["room_name"], {"kind": orders["kind"]}
        )
        await room.connect(livekit_room_url(settings), token)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False)
        await room.local_participant.publish_track(track, options)

    async def _follow(self, orders: dict[str, Any]) -> None:
        while True:
            await asyncio.sleep(POLL_S)
            answer = await api.post("/api/bridge/legs", json={"leg_ids": [orders["leg_id"]]})
            (now,) = answer.json()["orders"]
            if now["room_name"] != orders["room_name"]:
                await self._room.disconnect()
                await self._enter(now)
            orders = now

    async def _say(self) -> None:
        due_s = time.monotonic()
        while True:
            due_s += FRAME_S
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            payload = SILENCE if self._spoken.empty() else self._spoken.get_nowait()
            samples = g711.decode(payload)
            frame = rtc.AudioFrame(samples.tobytes(), PHONE_RATE_HZ, 1, len(samples))
            for wide in self._up.push(frame):
                await self._source.capture_frame(wide)

    async def _hear(self, track: rtc.Track) -> None:
        down = rtc.AudioResampler(ROOM_RATE_HZ, PHONE_RATE_HZ)
        stream = rtc.AudioStream(track, sample_rate=ROOM_RATE_HZ, num_channels=1, frame_size_ms=20)
        rest = b""
        async for event in stream:
            for narrow in down.push(event.frame):
                rest += g711.encode(np.frombuffer(narrow.data, np.int16))
            while len(rest) >= len(SILENCE):
                if self._heard.qsize() > MOST_WAITING:
                    self._heard.get_nowait()
                self._heard.put_nowait(rest[: len(SILENCE)])
                rest = rest[len(SILENCE) :]

    async def _play(self) -> None:
        due_s = time.monotonic()
        while True:
            due_s += FRAME_S
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            payload = SILENCE if self._heard.empty() else self._heard.get_nowait()
            message = {
                "event": "media",
                "streamSid": self._stream_sid,
                "media": {"payload": b64encode(payload).decode()},
            }
            await self._socket.send(json.dumps(message, separators=(",", ":")))

    def _do(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)


async def carry(socket: ServerConnection) -> None:
    leg = PlainLeg(socket)
    try:
        with suppress(ConnectionClosed):
            await leg.run()
    finally:
        await leg.close()


def health(connection: ServerConnection, request: Request) -> Response | None:
    if request.path != "/health":
        return None
    return connection.respond(HTTPStatus.OK, "{}")


async def main() -> None:
    keep_native_logs_native()
    port = settings.phone_bridge_port
    options: dict[str, Any] = {
        "process_request": health,
        "compression": None,
        "ping_interval": None,
    }
    async with serve(carry, "127.0.0.1", port, **options):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
