"""How much later is heard what goes through the bridge, than what goes from room to room alone."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from bridge_stage import BridgeStage
from livekit import rtc
from numpy.typing import NDArray
from phone_load import LoadPhone

from tests.support.livekit_server import LiveKitServer
from tests.support.phone_line import FRAME, FRAME_S, RATE_HZ
from tests.support.waiting import until
from warm_transfer.services.telephony import g711

ROOM_RATE_HZ = 48_000
STEP = ROOM_RATE_HZ // 100  # 10 ms
STEP_S = 0.01
AMPLITUDE = 8_000
AUDIBLE = AMPLITUDE / 4  # a quarter of a frame
CLICK_S = 0.1
BETWEEN_S = 0.5
LOST_AFTER_S, LOOK_S = 3.0, 0.05
PERSON_HZ, PHONE_HZ = 1_800, 1_000


@dataclass
class Delays:
    """In milliseconds. `between_people`: without a bridge, as everything is to be compared with.

    `lost`: rounds in which somebody did not hear a click.
    """

    lost: int = 0
    between_people: list[float] = field(default_factory=list)
    phone_to_room: list[float] = field(default_factory=list)
    room_to_phone: list[float] = field(default_factory=list)


class Person:
    """Speaks and listens in a room, 10 ms at a time and with nothing queued."""

    def __init__(self, livekit: LiveKitServer, room_name: str, identity: str) -> None:
        self.heard: list[tuple[float, NDArray[np.int16]]] = []
        self.click_s = 0.0  # when the last one began
        self._livekit = livekit
        self._room_name = room_name
        self._identity = identity
        self._room = rtc.Room()
        self._clicking = 0  # steps
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        token = self._livekit.tokens.mint(self._identity, "P", self._room_name, {"kind": "agent"})
        self._room.on(
            "track_subscribed",
            lambda track, *_: self._tasks.append(asyncio.create_task(self._hear(track))),
        )
        await self._room.connect(self._livekit.url, token)
        self._source = rtc.AudioSource(ROOM_RATE_HZ, 1, queue_size_ms=0)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False)
        await self._room.local_participant.publish_track(track, options)
        self._tasks.append(asyncio.create_task(self._speak()))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self._room.disconnect()

    def click(self) -> None:
        self._clicking, self.click_s = int(CLICK_S / STEP_S), 0.0

    def first_heard_s(self, tone_hz: int, since_s: float) -> float | None:
        return _first(self.heard, ROOM_RATE_HZ, tone_hz, since_s)

    async def _speak(self) -> None:
        silence, tone = np.zeros(STEP, np.int16), _tone(PERSON_HZ, ROOM_RATE_HZ, STEP)
        began_s, step = time.monotonic(), 0
        while True:
            samples = tone if self._clicking else silence
            if self._clicking and not self.click_s:
                self.click_s = time.monotonic()
            self._clicking = max(0, self._clicking - 1)
            await self._source.capture_frame(
                rtc.AudioFrame(samples.tobytes(), ROOM_RATE_HZ, 1, STEP)
            )
            step += 1
            await asyncio.sleep(max(0.0, began_s + step * STEP_S - time.monotonic()))

    async def _hear(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=ROOM_RATE_HZ, num_channels=1, frame_size_ms=10)
        async for event in stream:
            samples = np.frombuffer(event.frame.data, np.int16)
            if samples.any():
                self.heard.append((time.monotonic(), samples))


class Phone:
    """Speaks silence, and now and then a click."""

    def __init__(self, phone: LoadPhone) -> None:
        self.click_s = 0.0
        self._phone = phone
        self._clicking = 0  # frames

    def click(self) -> None:
        self._clicking, self.click_s = int(CLICK_S / FRAME_S), 0.0

    def first_heard_s(self, tone_hz: int, since_s: float) -> float | None:
        came = self._phone.arrivals.since(since_s)
        frames = [(at, g711.decode(p)) for at, p in zip(came.at_s, came.payloads, strict=True)]
        return _first(frames, RATE_HZ, tone_hz, since_s)

    async def speak(self) -> None:
        tone = g711.encode(_tone(PHONE_HZ, RATE_HZ, FRAME))
        began_s, number = time.monotonic(), 0
        while True:
            self._phone.say(tone if self._clicking else g711.SILENCE * FRAME)
            if self._clicking and not self.click_s:
                self.click_s = time.monotonic()
            self._clicking = max(0, self._clicking - 1)
            self._phone.speak()
            number += 1
            await asyncio.sleep(max(0.0, began_s + number * FRAME_S - time.monotonic()))


async def measure_delays(stage: BridgeStage, clicks: int) -> Delays:
    room = "room_delay"
    await stage.livekit.create_room(room)
    token = stage.desk.admit("leg-delay", room)
    loop = asyncio.get_running_loop()
    async with (
        Person(stage.livekit, room, "speaker") as speaker,
        Person(stage.livekit, room, "listener") as listener,
    ):
        _, load = await loop.create_connection(
            lambda: LoadPhone(token, PHONE_HZ), "127.0.0.1", stage.port
        )
        await load.open.wait()
        phone = Phone(load)
        speaking = asyncio.create_task(phone.speak())
        try:
            return await _measure(speaker, listener, phone, clicks)
        finally:
            speaking.cancel()
            load.close()


async def _measure(speaker: Person, listener: Person, phone: Phone, clicks: int) -> Delays:
    """Clicks of the person and of the phone in turn: what slows both down is not the bridge's."""
    delays = Delays()
    await _both_ways(speaker, listener, phone)
    while len(delays.between_people) < clicks:
        await _pause()
        speaker.click()
        between = await _heard_ms(lambda: speaker.click_s, listener.first_heard_s, PERSON_HZ)
        by_phone = await _heard_ms(lambda: speaker.click_s, phone.first_heard_s, PERSON_HZ)
        await _pause()
        phone.click()
        of_phone = await _heard_ms(lambda: phone.click_s, listener.first_heard_s, PHONE_HZ)
        if between is None or by_phone is None or of_phone is None:
            delays.lost += 1
            continue
        delays.between_people.append(between)
        delays.room_to_phone.append(by_phone - between)
        delays.phone_to_room.append(of_phone - between)
    return delays


async def _pause() -> None:
    """So that a click can fall anywhere between two beats."""
    await asyncio.sleep(BETWEEN_S + random.random() * FRAME_S)  # noqa: S311 - no secret


async def _both_ways(speaker: Person, listener: Person, phone: Phone) -> None:
    """Until everybody hears everybody."""

    async def heard() -> bool:
        since_s = time.monotonic()
        speaker.click()
        phone.click()
        await asyncio.sleep(BETWEEN_S)
        found = (
            listener.first_heard_s(PERSON_HZ, since_s),
            listener.first_heard_s(PHONE_HZ, since_s),
            phone.first_heard_s(PERSON_HZ, since_s),
        )
        return None not in found

    await until(heard, "hear each other")


async def _heard_ms(
    clicked_s: Callable[[], float], first: Callable[[int, float], float | None], tone_hz: int
) -> float | None:
    """Milliseconds from the click until it is heard; None when it is lost."""
    gives_up_s = time.monotonic() + LOST_AFTER_S
    while time.monotonic() < gives_up_s:
        await asyncio.sleep(LOOK_S)
        since_s = clicked_s()
        at_s = first(tone_hz, since_s) if since_s else None
        if at_s is not None:
            return 1000 * (at_s - since_s)
    return None


def _first(
    frames: list[tuple[float, NDArray[np.int16]]], rate_hz: int, tone_hz: int, since_s: float
) -> float | None:
    for at_s, samples in frames:
        if at_s >= since_s:
            time_s = np.arange(len(samples)) / rate_hz
            loud = 2 * abs(np.mean(samples * np.exp(-2j * np.pi * tone_hz * time_s)))
            if loud > AUDIBLE:
                return at_s
    return None


def _tone(hz: int, rate_hz: int, samples: int) -> NDArray[np.int16]:
    return (AMPLITUDE * np.sin(2 * np.pi * hz * np.arange(samples) / rate_hz)).astype(np.int16)
