"""Twilio's end of a media stream: a person at a phone who speaks a tone and hears what comes."""

from __future__ import annotations

import asyncio
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.waiting import until
from warm_transfer.services.telephony import g711
from warm_transfer.services.telephony.stream_signature import STREAM_PATH

AUTH_TOKEN = "an-auth-token-for-tests"
PUBLIC_URL = "https://calls.example.com"
SIGNED_URL = f"wss://calls.example.com{STREAM_PATH}"

RATE_HZ = 8_000
FRAME = RATE_HZ // 50  # 20 ms
FRAME_S = 0.02
AMPLITUDE = 8_000
AUDIBLE = 800
ENOUGH = 20  # of the last 25 frames
RECENT = 25

Samples = NDArray[np.int16]


def signature(auth_token: str = AUTH_TOKEN, url: str = SIGNED_URL) -> str:
    return str(RequestValidator(auth_token).compute_signature(url, {}))


def amplitude(samples: Samples, tone_hz: float) -> float:
    """How loud a tone is in a frame."""
    time_s = np.arange(len(samples)) / RATE_HZ
    return float(2 * abs(np.mean(samples * np.exp(-2j * np.pi * tone_hz * time_s))))


@dataclass(frozen=True, slots=True)
class Heard:
    """20 ms that the phone would play, which came at `at_s` of a monotonic clock."""

    at_s: float
    samples: Samples

    def has(self, tone_hz: float) -> bool:
        return amplitude(self.samples, tone_hz) > AUDIBLE


@dataclass
class PhoneLine:
    """`async with PhoneLine(port, token=…) as line`: connected, and speaking until the end."""

    port: int
    token: str
    tone_hz: float | None = 1_000
    path: str = STREAM_PATH
    signature: str = field(default_factory=signature)
    starts: bool = True
    heard: list[Heard] = field(default_factory=list)
    clears: list[float] = field(default_factory=list)
    call_sid: str = "CA00000000000000000000000000000001"
    stream_sid: str = "MZ00000000000000000000000000000001"

    async def __aenter__(self) -> Self:
        self._socket: ClientConnection = await connect(
            f"ws://127.0.0.1:{self.port}{self.path}",
            additional_headers={"X-Twilio-Signature": self.signature},
            compression=None,
            proxy=None,
        )
        self._hearing = asyncio.create_task(self._hear())
        self._speaking: asyncio.Task[None] | None = None
        if self.starts:
            await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
        await self._socket.close()
        await asyncio.gather(self._hearing, return_exceptions=True)

    @property
    def close_code(self) -> int | None:
        return self._socket.close_code

    async def start(self) -> None:
        await self.send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await self.send(
            {
                "event": "start",
                "sequenceNumber": "1",
                "streamSid": self.stream_sid,
                "start": {
                    "accountSid": "AC00000000000000000000000000000001",
                    "streamSid": self.stream_sid,
                    "callSid": self.call_sid,
                    "tracks": ["inbound"],
                    "customParameters": {"token": self.token},
                    "mediaFormat": {
                        "encoding": "audio/x-mulaw",
                        "sampleRate": 8000,
                        "channels": 1,
                    },
                },
            }
        )
        self._speaking = asyncio.create_task(self._speak())

    async def send(self, message: dict[str, Any] | str) -> None:
        await self._socket.send(message if isinstance(message, str) else json.dumps(message))

    async def press(self, digit: str) -> None:
        await self.send(
            {
                "event": "dtmf",
                "streamSid": self.stream_sid,
                "sequenceNumber": "5",
                "dtmf": {"track": "inbound_track", "digit": digit},
            }
        )

    async def stop(self) -> None:
        """The person hangs up."""
        await self.send(
            {
                "event": "stop",
                "sequenceNumber": "5",
                "streamSid": self.stream_sid,
                "stop": {"accountSid": "AC1", "callSid": self.call_sid},
            }
        )

    async def closed(self) -> None:
        """Wait until the other end has closed the stream."""

        async def gone() -> bool:
            return self._hearing.done()

        await until(gone, "have the stream closed")

    async def hears(self, tone_hz: float) -> None:
        """Wait until the tone is there steadily."""

        async def steadily() -> bool:
            recent = self.heard[-RECENT:]
            return sum(frame.has(tone_hz) for frame in recent) >= ENOUGH

        await until(steadily, lambda: f"hear {tone_hz} Hz; {len(self.heard)} frames came")

    async def silent_of(self, tone_hz: float) -> None:
        async def gone() -> bool:
            recent = self.heard[-RECENT:]
            return len(recent) == RECENT and not any(frame.has(tone_hz) for frame in recent)

        await until(gone, f"no longer hear {tone_hz} Hz")

    def longest_hole_s(self, tones_hz: Iterable[float], *, since_s: float) -> float:
        """The longest stretch since then without any of the tones, as the phone plays it.

        What comes is played one frame after the other; what comes late, when it comes.
        """
        tones = tuple(tones_hz)
        playing_s, edges = 0.0, [since_s]
        for frame in (frame for frame in self.heard if frame.at_s >= since_s):
            playing_s = max(playing_s, frame.at_s)
            if any(frame.has(hz) for hz in tones):
                edges += [playing_s, playing_s + FRAME_S]
            playing_s += FRAME_S
        return max(after - before for before, after in pairwise(edges))

    async def _speak(self) -> None:
        began_s, number = time.monotonic(), 0
        while True:
            at = np.arange(number * FRAME, (number + 1) * FRAME) / RATE_HZ
            loud = AMPLITUDE if self.tone_hz is not None else 0
            samples = loud * np.sin(2 * np.pi * (self.tone_hz or 0) * at)
            await self.send(
                {
                    "event": "media",
                    "sequenceNumber": str(number + 2),
                    "streamSid": self.stream_sid,
                    "media": {
                        "track": "inbound",
                        "chunk": str(number + 1),
                        "timestamp": str(number * 20),
                        "payload": b64encode(g711.encode(samples.astype(np.int16))).decode(),
                    },
                }
            )
            number += 1
            await asyncio.sleep(max(0.0, began_s + number * FRAME_S - time.monotonic()))

    async def _hear(self) -> None:
        try:
            async for text in self._socket:
                message = json.loads(text)
                assert message["streamSid"] == self.stream_sid
                if message["event"] == "clear":
                    self.clears.append(time.monotonic())
                else:
                    payload = b64decode(message["media"]["payload"])
                    self.heard.append(Heard(time.monotonic(), g711.decode(payload)))
        except ConnectionClosed:
            return
