"""Music for a caller on hold, by a participant of its own: the worker itself is unseen and unheard.

The track can be subscribed to by the caller alone, which LiveKit enforces; so an agent who comes
back does not hear it fade.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import structlog
from livekit import rtc
from livekit.agents.utils.audio import audio_frames_from_file
from livekit.agents.voice.background_audio import BuiltinAudioClip
from numpy.typing import NDArray

from warm_transfer.services.livekit.rooms import CLOSING_TOPIC, HOLD_MUSIC_NAME
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.worker.fade import Fade

SAMPLE_RATE = 48_000
FRAME = SAMPLE_RATE // 50  # 20 ms
QUEUE_MS = 100  # what is queued when the caller is taken off hold is still heard
VOLUME = 0.35  # somebody who waits is not to be shouted at
TRY_AGAIN_S = 1.0

log = structlog.get_logger(__name__)

Samples = NDArray[np.int16]


class HoldMusic:
    """Plays in one room while it is told to. `listeners` are the identities who may hear it."""

    def __init__(
        self,
        url: str,
        room_name: str,
        tokens: LiveKitTokens,
        music: Music,
        listeners: Callable[[], list[str]],
    ) -> None:
        self._url = url
        self._room_name = room_name
        self._tokens = tokens
        self._music = music
        self._listeners = listeners
        self._fade = Fade(SAMPLE_RATE)
        self._playing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None

    def set_playing(self, on: bool) -> None:
        """Begin or end, with a fade. The first time takes as long as entering the room."""
        self._fade.turn(on)
        if on:
            self._playing.set()
            self._task = self._task or asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._playing.wait()
            try:
                await self._play(await self._music.samples())
            except Exception as e:  # the SDK raises what it likes; the room may come back
                log.warning("hold_music_broke_off", room=self._room_name, error=type(e).__name__)
            await asyncio.sleep(TRY_AGAIN_S)

    async def _play(self, music: Samples) -> None:
        async with self._stage() as (room, source, track):
            position = 0
            heard_by: list[str] = []
            while room.isconnected():
                if self._fade.silent:
                    self._playing.clear()
                    track.mute()
                    await self._playing.wait()
                    track.unmute()
                if (listeners := self._listeners()) != heard_by:
                    heard_by = listeners
                    _allow(room, listeners)
                part = np.take(music, range(position, position + FRAME), mode="wrap")
                position = (position + FRAME) % len(music)
                sound = self._fade.apply(part * VOLUME).astype(np.int16)
                await source.capture_frame(
                    rtc.AudioFrame(sound.tobytes(), SAMPLE_RATE, 1, len(sound))
                )

    @asynccontextmanager
    async def _stage(
        self,
    ) -> AsyncIterator[tuple[rtc.Room, rtc.AudioSource, rtc.LocalAudioTrack]]:
        """In the room, with a track that nobody may hear yet."""
        identity = f"{HOLD_MUSIC_NAME}-{secrets.token_hex(4)}"
        token = self._tokens.mint(
            identity, "Hold music", self._room_name, {"kind": "music"}, can_listen=False
        )
        room = rtc.Room()
        source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=QUEUE_MS)

        def leave(packet: rtc.DataPacket) -> None:
            if packet.topic == CLOSING_TOPIC:
                self._leaving = asyncio.create_task(room.disconnect())

        room.on("data_received", leave)
        try:
            await room.connect(self._url, token, rtc.RoomOptions(auto_subscribe=False))
            _allow(room, [])
            track = rtc.LocalAudioTrack.create_audio_track("music", source)
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False)
            await room.local_participant.publish_track(track, options)
            yield room, source, track
        finally:
            await room.disconnect()
            await source.aclose()


def _allow(room: rtc.Room, identities: list[str]) -> None:
    room.local_participant.set_track_subscription_permissions(
        allow_all_participants=False,
        participant_permissions=[
            rtc.ParticipantTrackPermission(participant_identity=identity, allow_all=True)
            for identity in identities
        ],
    )


class Music:
    """One minute of it, mono, at 48 kHz; decoded once for all calls of the worker."""

    def __init__(self) -> None:
        self._decoding: asyncio.Task[Samples] | None = None

    async def samples(self) -> Samples:
        self._decoding = self._decoding or asyncio.create_task(_decode())
        return await asyncio.shield(self._decoding)


async def _decode() -> Samples:
    path = BuiltinAudioClip.HOLD_MUSIC.path()
    frames = audio_frames_from_file(path, sample_rate=SAMPLE_RATE, num_channels=1)
    return np.concatenate([np.frombuffer(frame.data, np.int16) async for frame in frames])
