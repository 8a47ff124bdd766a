"""Audio from one participant to another through LiveKit, with no microphone and no loudspeaker."""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import numpy as np
from livekit import api, rtc
from numpy.typing import NDArray

from warm_transfer.bootstrap import livekit_api_url
from warm_transfer.config import Settings
from warm_transfer.ops.doctor.findings import Failed
from warm_transfer.secrets_store import livekit_credentials
from warm_transfer.services.livekit.tokens import LiveKitTokens

SAMPLE_RATE = 48_000  # hertz, Opus's own
FRAME_SAMPLES = SAMPLE_RATE // 50  # 20 ms
TONE_HZ = 450  # nine waves in a frame
TONE_PEAK = 8_000  # a quarter of full scale
AUDIBLE = 1_000  # mean square root of samples; the tone has 5,657
CONNECT_TIMEOUT_S = 10
HEAR_TIMEOUT_S = 10
QUEUE_MS = 100


async def loopback(settings: Settings) -> str:
    """One participant plays a tone, another one has to hear it."""
    started = asyncio.get_running_loop().time()
    async with _room(settings) as name:
        speaker, listener = rtc.Room(), rtc.Room()
        heard = asyncio.Event()
        listening = _listen(listener, heard)
        playing: asyncio.Task[None] | None = None
        try:
            await _connect(settings, listener, name, "listener")
            await _connect(settings, speaker, name, "speaker")
            playing = asyncio.create_task(_play_tone(await _publish(speaker)))
            await asyncio.wait_for(heard.wait(), HEAR_TIMEOUT_S)
        except TimeoutError as error:
            raise Failed(
                "signalling works, but no sound came through within "
                f"{HEAR_TIMEOUT_S} s: audio packets are blocked",
                f"let {settings.livekit_rtc_udp_port}/udp or {settings.livekit_rtc_tcp_port}/tcp "
                "through the firewall; with LiveKit on another machine see its `rtc` settings, "
                "here LIVEKIT_NODE_IP",
            ) from error
        finally:
            for task in [*listening, *([playing] if playing else [])]:
                task.cancel()
            await asyncio.gather(speaker.disconnect(), listener.disconnect())
    return f"a tone came through in {asyncio.get_running_loop().time() - started:.1f} s"


@asynccontextmanager
async def _room(settings: Settings) -> AsyncIterator[str]:
    """A room that nobody else knows, gone afterwards."""
    name = f"doctor_{secrets.token_urlsafe(12)}"
    async with api.LiveKitAPI(livekit_api_url(settings), *livekit_credentials(settings)) as client:
        try:
            await client.room.create_room(api.CreateRoomRequest(name=name, empty_timeout=30))
        except Exception as error:  # whatever it is, the check before this one has explained it
            raise Failed("not tried, because LiveKit made no room", "mend LiveKit first") from error
        try:
            yield name
        finally:
            with suppress(api.TwirpError, aiohttp.ClientError, TimeoutError):
                await client.room.delete_room(api.DeleteRoomRequest(room=name))


async def _connect(settings: Settings, room: rtc.Room, name: str, identity: str) -> None:
    tokens = LiveKitTokens(*livekit_credentials(settings), ttl_s=settings.livekit_token_ttl_s)
    url = settings.livekit_ws_url or livekit_api_url(settings).replace("http", "ws", 1)
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await room.connect(url, tokens.mint(identity, identity, name, {}))
    except (rtc.ConnectError, TimeoutError) as error:
        raise Failed(
            f"nobody can join a room at {url} ({error or 'no answer'})",
            "see that WebSockets reach it (a proxy must allow upgrades), and LIVEKIT_WS_URL",
        ) from error


async def _publish(room: rtc.Room) -> rtc.AudioSource:
    source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=QUEUE_MS)
    track = rtc.LocalAudioTrack.create_audio_track("tone", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await room.local_participant.publish_track(track, options)
    return source


async def _play_tone(source: rtc.AudioSource) -> None:
    frame = rtc.AudioFrame(_tone().tobytes(), SAMPLE_RATE, 1, FRAME_SAMPLES)
    while True:
        await source.capture_frame(frame)  # waits while the queue is full


def _listen(room: rtc.Room, heard: asyncio.Event) -> list[asyncio.Task[None]]:
    """Sets `heard` when a subscribed track is loud. The list fills as tracks come."""
    tasks: list[asyncio.Task[None]] = []

    @room.on("track_subscribed")
    def listen_to(track: rtc.Track, *_who: object) -> None:
        tasks.append(asyncio.create_task(_wait_for_sound(track, heard)))

    return tasks


async def _wait_for_sound(track: rtc.Track, heard: asyncio.Event) -> None:
    stream = rtc.AudioStream(track)
    try:
        async for event in stream:
            samples = np.frombuffer(event.frame.data, dtype=np.int16).astype(np.float64)
            if math.sqrt(float(np.mean(samples**2))) > AUDIBLE:
                heard.set()
                return
    finally:
        await stream.aclose()


def _tone() -> NDArray[np.int16]:
    """One frame's worth, a whole number of waves, so that frames join without a click."""
    at = np.arange(FRAME_SAMPLES) / SAMPLE_RATE
    return (TONE_PEAK * np.sin(2 * np.pi * TONE_HZ * at)).astype(np.int16)
