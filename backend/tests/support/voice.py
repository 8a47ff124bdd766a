"""A person in a call who speaks a recording, in any number of rooms at once, without a browser."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from tests.support.livekit_server import LiveKitServer
from tests.support.speech import SAMPLE_RATE

FRAME = SAMPLE_RATE // 50  # 20 ms
QUEUE_MS = 60


@dataclass
class HeardPartial:
    """What came on the transcription topic. `at_s` is when, in seconds of a monotonic clock."""

    segment_id: str
    speaker: str
    text: str
    final: bool
    at_s: float


@dataclass
class Seat:
    """One connection to one room."""

    room: rtc.Room
    source: rtc.AudioSource
    track: rtc.LocalAudioTrack
    partials: list[HeardPartial] = field(default_factory=list)

    def mute(self) -> None:
        self.track.mute()

    def unmute(self) -> None:
        self.track.unmute()


class Speaker:
    """Says the same in every room it sits in, as a browser does while a call moves."""

    def __init__(self) -> None:
        self.joined = 0  # times it entered a room
        self._seats: dict[str, Seat] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def enter(self, room_name: str, url: str, token: str) -> Seat:
        """Enter and publish the microphone; what is being said is said there too from now on."""
        room = rtc.Room()
        await room.connect(url, token)
        source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=QUEUE_MS)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await room.local_participant.publish_track(track, options)
        seat = Seat(room, source, track)
        room.register_text_stream_handler(
            "lk.transcription", lambda reader, _identity: self._read(seat, reader)
        )
        self._seats[room_name] = seat
        self.joined += 1
        return seat

    async def leave(self, room_name: str) -> None:
        seat = self._seats.pop(room_name)
        await seat.room.disconnect()
        await seat.source.aclose()

    async def leave_all(self) -> None:
        for room_name in list(self._seats):
            await self.leave(room_name)

    async def say(self, samples: NDArray[np.int16]) -> None:
        """Speak in real time."""
        began = asyncio.get_running_loop().time()
        for index in range(0, len(samples), FRAME):
            chunk = np.zeros(FRAME, np.int16)
            part = samples[index : index + FRAME]
            chunk[: len(part)] = part
            due = began + index / SAMPLE_RATE
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            frame = rtc.AudioFrame(chunk.tobytes(), SAMPLE_RATE, 1, FRAME)
            await asyncio.gather(
                *(seat.source.capture_frame(frame) for seat in self._seats.values())
            )

    def _read(self, seat: Seat, reader: rtc.TextStreamReader) -> None:
        task = asyncio.create_task(self._take(seat, reader))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _take(self, seat: Seat, reader: rtc.TextStreamReader) -> None:
        text = await reader.read_all()
        attributes = reader.info.attributes or {}
        seat.partials.append(
            HeardPartial(
                segment_id=attributes["lk.segment_id"],
                speaker=attributes["speaker"],
                text=text,
                final=attributes["lk.transcription_final"] == "true",
                at_s=time.monotonic(),
            )
        )


class Voice(Speaker):
    """One whom the LiveKit server lets in without a backend."""

    def __init__(self, server: LiveKitServer, identity: str, kind: str) -> None:
        super().__init__()
        self.identity = identity
        self._server = server
        self._kind = kind

    async def join(self, room_name: str) -> Seat:
        token = self._server.tokens.mint(self.identity, "Somebody", room_name, {"kind": self._kind})
        return await self.enter(room_name, self._server.url, token)
