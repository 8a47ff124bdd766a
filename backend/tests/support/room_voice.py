"""Somebody in a room, without a browser, who speaks a steady tone and hears everybody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self
from uuid import uuid4

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from tests.support.livekit_server import LiveKitServer
from tests.support.waiting import until

RATE_HZ = 48_000
FRAME = RATE_HZ // 50  # 20 ms
FRAME_S = 0.02
QUEUE_MS = 60
AMPLITUDE = 8_000
AUDIBLE = 800
RECENT = 25  # frames
ENOUGH = 20
KEPT = 500  # frames: 10 s

Samples = NDArray[np.int16]


class RoomVoice:
    """`async with RoomVoice(…) as person`. `tone_hz` may be changed; None is perfect silence."""

    def __init__(
        self, server: LiveKitServer, room_name: str, tone_hz: float | None, kind: str = "agent"
    ) -> None:
        self.identity = f"{kind}-{uuid4().hex[:8]}"
        self.tone_hz = tone_hz
        self.heard: dict[str, list[Samples]] = {}  # by identity
        self.room = rtc.Room()
        self._server = server
        self._room_name = room_name
        self._kind = kind
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        token = self._server.tokens.mint(
            self.identity, "Somebody", self._room_name, {"kind": self._kind}
        )
        self.room.on("track_subscribed", self._subscribed)
        await self.room.connect(self._server.url, token)
        self._source = rtc.AudioSource(RATE_HZ, 1, queue_size_ms=QUEUE_MS)
        self._track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False)
        await self.room.local_participant.publish_track(self._track, options)
        self._do(self._speak())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self.room.disconnect()
        await self._source.aclose()

    def mute(self) -> None:
        self._track.mute()

    async def hears(self, identity: str, tone_hz: float) -> None:
        """Wait until that person's tone is there steadily."""

        async def steadily() -> bool:
            recent = self.heard.get(identity, [])[-RECENT:]
            return sum(amplitude(frame, tone_hz) > AUDIBLE for frame in recent) >= ENOUGH

        await until(steadily, f"hear {tone_hz} Hz of {identity}")

    def recent(self, identity: str, frames: int) -> Samples:
        return np.concatenate(self.heard[identity][-frames:])

    def _subscribed(
        self,
        track: rtc.Track,
        _publication: rtc.RemoteTrackPublication,
        participant: rtc.RemoteParticipant,
    ) -> None:
        self._do(self._hear(participant.identity, track))

    async def _hear(self, identity: str, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=RATE_HZ, num_channels=1, frame_size_ms=20)
        heard = self.heard.setdefault(identity, [])
        try:
            async for event in stream:
                heard.append(np.frombuffer(event.frame.data, np.int16))
                del heard[:-KEPT]
        finally:
            await stream.aclose()

    async def _speak(self) -> None:
        began_s, number = time.monotonic(), 0
        while True:
            at = np.arange(number * FRAME, (number + 1) * FRAME) / RATE_HZ
            loud = AMPLITUDE if self.tone_hz is not None else 0
            samples = (loud * np.sin(2 * np.pi * (self.tone_hz or 0) * at)).astype(np.int16)
            await self._source.capture_frame(rtc.AudioFrame(samples.tobytes(), RATE_HZ, 1, FRAME))
            number += 1
            await asyncio.sleep(max(0.0, began_s + number * FRAME_S - time.monotonic()))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def amplitude(samples: Samples, tone_hz: float) -> float:
    """How loud a tone is in a frame."""
    time_s = np.arange(len(samples)) / RATE_HZ
    return float(2 * abs(np.mean(samples * np.exp(-2j * np.pi * tone_hz * time_s))))
