"""One connection to one room: a microphone that plays a tone, and ears for everybody else."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from livekit import rtc

from tests.support.waiting import until

SAMPLE_RATE = 48_000
FRAME_S = 0.01  # what goes out at once, where nothing is queued
FRAME = SAMPLE_RATE // 100
TONE_FRAMES = 10
AUDIBLE = 500  # of 32768; the tone is at 8000
ENOUGH = 4  # frames with sound, of 50 ms
LISTEN_FOR_S = 2.0  # before looking again which track there is


class Attention:
    """In which rooms somebody listens just now. People speak only there, to spare the processor."""

    def __init__(self) -> None:
        self._paid: dict[str, asyncio.Event] = {}
        self._listening: Counter[str] = Counter()

    def to(self, room_name: str) -> asyncio.Event:
        return self._paid.setdefault(room_name, asyncio.Event())

    @contextmanager
    def paying(self, room_name: str) -> Iterator[None]:
        self._listening[room_name] += 1
        self.to(room_name).set()
        try:
            yield
        finally:
            self._listening[room_name] -= 1
            if not self._listening[room_name]:
                self.to(room_name).clear()


class Leg:
    """`place` is a RoomConnection as the API gave it; `changed`: it is there now, or lost."""

    def __init__(
        self,
        place: dict[str, Any],
        tone_hz: int,
        attention: Attention,
        changed: Callable[[], None],
    ) -> None:
        self.room_name: str = place["room_name"]
        self.told: Callable[[bytes], None] = lambda _payload: None
        self._place = place
        self._tone = _tone(tone_hz)
        self._attention = attention
        self._changed = changed
        self._room = rtc.Room()
        self._source: rtc.AudioSource | None = None
        self._track: rtc.LocalAudioTrack | None = None
        self._playing: asyncio.Task[None] | None = None
        self._entering = asyncio.create_task(self._enter())
        self._publishing: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        return self._room.isconnected()

    @property
    def lost(self) -> bool:
        """It has been there, or has tried, and is not."""
        return self._entering.done() and not self.connected

    async def entered(self) -> None:
        """Whoever gives up waiting does not end the entering. Raises rtc.ConnectError."""
        await asyncio.shield(self._entering)

    async def open_microphone(self) -> None:
        await self.entered()
        if self._publishing is None:
            self._publishing = asyncio.create_task(self._publish())
        await asyncio.shield(self._publishing)

    def mute(self, muted: bool) -> None:
        if self._track is not None:
            self._track.mute() if muted else self._track.unmute()

    async def hears(self, identity: str, *, timeout_s: float) -> None:
        """Wait until sound of that person really arrives. Raises AssertionError."""

        async def sound() -> bool:
            track = self._track_of(identity)
            if track is None:
                return False
            with self._attention.paying(self.room_name):
                return await _carries_sound(track)

        await until(sound, lambda: self._not_heard(identity), timeout_s=timeout_s)

    async def close(self) -> None:
        self._changed = lambda: None
        await asyncio.gather(self._entering, return_exceptions=True)
        unfinished = [task for task in (self._publishing, self._playing) if task is not None]
        for task in unfinished:  # what is published to a room that is closed meanwhile never ends
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        await self._room.disconnect()
        if self._source is not None:
            await self._source.aclose()

    async def _enter(self) -> None:
        self._room.on("disconnected", lambda _reason: self._changed())
        self._room.on("data_received", lambda packet: self.told(packet.data))
        await self._room.connect(self._place["url"], self._place["token"])
        self._changed()

    async def _publish(self) -> None:
        # A queue has a thread, which outlives a connection that the server has ended.
        self._source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=0)
        self._playing = asyncio.create_task(self._play(self._source))
        self._track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self._room.local_participant.publish_track(self._track, options)

    async def _play(self, source: rtc.AudioSource) -> None:
        now = asyncio.get_running_loop().time
        frames = [
            rtc.AudioFrame(part.tobytes(), SAMPLE_RATE, 1, FRAME)
            for part in np.split(self._tone, TONE_FRAMES)
        ]
        while await self._attention.to(self.room_name).wait():
            began = now()
            for number, frame in enumerate(frames, start=1):
                await source.capture_frame(frame)
                await asyncio.sleep(began + number * FRAME_S - now())

    def _not_heard(self, identity: str) -> str:
        there = {
            person.identity: [
                (found.sid, found.muted, found.subscribed, found.track is not None)
                for found in person.track_publications.values()
            ]
            for person in self._room.remote_participants.values()
        }
        return f"hear {identity}; connected: {self.connected}; there with their tracks: {there}"

    def _track_of(self, identity: str) -> rtc.Track | None:
        person = self._room.remote_participants.get(identity)
        publications = person.track_publications.values() if person else ()
        return next((found.track for found in publications if found.track is not None), None)


async def _carries_sound(track: rtc.Track) -> bool:
    stream = rtc.AudioStream(track, sample_rate=SAMPLE_RATE, num_channels=1, frame_size_ms=50)
    loud = 0
    try:
        async with asyncio.timeout(LISTEN_FOR_S):
            async for event in stream:
                samples = np.frombuffer(event.frame.data, np.int16).astype(np.float64)
                loud += bool(np.sqrt(np.mean(samples**2)) > AUDIBLE)
                if loud >= ENOUGH:
                    return True
    except TimeoutError:
        pass
    finally:
        await stream.aclose()
    return False


def _tone(frequency_hz: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """A tenth of a second; a whole number of periods, so that it can follow itself."""
    time_s = np.arange(TONE_FRAMES * FRAME) / SAMPLE_RATE
    return np.asarray(8000 * np.sin(2 * np.pi * frequency_hz * time_s), dtype=np.int16)
