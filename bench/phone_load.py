"""Many phones at once, cheaply: Twilio's end of the streams, with ready-made messages.

A WebSocket client of its own, because the processor is to be left to what is measured: it knows
only what these streams need.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import time
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from tests.support.phone_line import FRAME, FRAME_S, RATE_HZ, signature
from warm_transfer.services.telephony import g711
from warm_transfer.services.telephony.stream_signature import SIGNATURE_HEADER, STREAM_PATH

TONES_HZ = (1_000, 1_800)  # whole periods in 20 ms, so that one message can be sent again and again
AMPLITUDE = 8_000
AUDIBLE = AMPLITUDE / 2
LATE_S = 0.02
STAGGER_S = 0.0007  # between two phones: they do not all speak at the same moment
PAYLOAD = b'"payload":"'
PAYLOAD_SIZE = 216  # 160 bytes in base64


@dataclass
class Arrivals:
    """What came to one phone: when, and what."""

    at_s: list[float] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)

    def since(self, begin_s: float) -> Arrivals:
        first = next((n for n, at_s in enumerate(self.at_s) if at_s >= begin_s), len(self.at_s))
        return Arrivals(self.at_s[first:], self.payloads[first:])

    def late(self) -> int:
        """Frames that came when the phone, which plays with 20 ms in hand, had nothing to play."""
        late = 0
        plays_s = self.at_s[0] + LATE_S if self.at_s else 0.0
        for at_s in self.at_s:
            if at_s > plays_s:
                late, plays_s = late + 1, at_s
            plays_s += FRAME_S
        return late

    def hollow(self, tone_hz: int) -> int:
        """Frames without the other phone's tone."""
        if not self.payloads:
            return 0
        sound = g711.decode(b"".join(self.payloads)).reshape(-1, FRAME)
        time_s = np.arange(FRAME) / RATE_HZ
        loud = 2 * np.abs(sound @ np.exp(-2j * np.pi * tone_hz * time_s)) / FRAME
        return int(np.sum(loud < AUDIBLE))


class LoadPhone(asyncio.Protocol):
    def __init__(self, token: str, tone_hz: int) -> None:
        self.arrivals = Arrivals()
        self.open = asyncio.Event()
        self._token = token
        self._data = b""
        self._upgraded = False
        self._number = 0
        self.say(g711.encode(_tone(tone_hz)))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            f"GET {STREAM_PATH} HTTP/1.1",
            "Host: bridge",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            f"{SIGNATURE_HEADER}: {signature()}",
        )
        self._transport.write("\r\n".join((*lines, "", "")).encode())

    def data_received(self, data: bytes) -> None:
        now_s = time.monotonic()
        self._data += data
        if not self._upgraded:
            head, end, rest = self._data.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                raise RuntimeError("the bridge refuses the stream")
            self._upgraded, self._data = True, rest
            self._start()
        while (frame := self._frame()) is not None:
            begin = frame.find(PAYLOAD)
            if begin >= 0:
                begin += len(PAYLOAD)
                payload = base64.b64decode(frame[begin : begin + PAYLOAD_SIZE])
                self.arrivals.at_s.append(now_s)
                self.arrivals.payloads.append(payload)

    def connection_lost(self, _error: Exception | None) -> None:
        self.open.clear()

    def say(self, payload: bytes) -> None:
        """From now on, 20 ms after 20 ms."""
        self._payload = base64.b64encode(payload).decode()

    def speak(self) -> None:
        """The next 20 ms."""
        if not self.open.is_set():
            return
        self._send(
            f'{{"event":"media","sequenceNumber":"{self._number + 2}","streamSid":"MZ",'
            f'"media":{{"track":"inbound","chunk":"{self._number + 1}",'
            f'"timestamp":"{self._number * 20}","payload":"{self._payload}"}}}}'
        )
        self._number += 1

    def close(self) -> None:
        self._transport.abort()

    def _start(self) -> None:
        form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        start = {
            "accountSid": "AC",
            "streamSid": "MZ",
            "callSid": "CA",
            "tracks": ["inbound"],
            "customParameters": {"token": self._token},
            "mediaFormat": form,
        }
        self._send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        self._send(json.dumps({"event": "start", "streamSid": "MZ", "start": start}))
        self.open.set()

    def _send(self, text: str) -> None:
        data = text.encode()
        head = struct.pack("!BBHI", 0x81, 0x80 | 126, len(data), 0)  # masked with zeros
        self._transport.write(head + data)

    def _frame(self) -> bytes | None:
        data = self._data
        if len(data) < 4:
            return None
        size, head = data[1] & 0x7F, 2
        if size == 126:
            size, head = struct.unpack_from("!H", data, 2)[0], 4
        if len(data) < head + size:
            return None
        self._data = data[head + size :]
        return data[head : head + size]


class Crowd:
    """Phones that speak until they are closed. Two and two are in a room, and hear each other."""

    def __init__(self, port: int) -> None:
        self.phones: list[LoadPhone] = []
        self._port = port
        self._speaking = asyncio.create_task(self._speak())

    async def add(self, token: str) -> None:
        tone_hz = TONES_HZ[len(self.phones) % 2]
        loop = asyncio.get_running_loop()
        _, phone = await loop.create_connection(
            lambda: LoadPhone(token, tone_hz), "127.0.0.1", self._port
        )
        await phone.open.wait()
        self.phones.append(phone)

    def bad_percent(self, begin_s: float) -> float:
        """Of the frames since then: late, missing, or without the tone that is to be heard."""
        bad = frames = 0
        for number, phone in enumerate(self.phones):
            came = phone.arrivals.since(begin_s)
            frames += len(came.at_s)
            bad += max(came.late(), came.hollow(TONES_HZ[1 - number % 2]))
        return 100 * bad / frames if frames else 100.0

    def forget(self) -> None:
        """Begin anew to look at what comes. Raises RuntimeError when somebody hears no more."""
        if not all(phone.open.is_set() for phone in self.phones):
            raise RuntimeError("a stream was closed")
        for phone in self.phones:
            phone.arrivals = Arrivals()

    async def close(self) -> None:
        self._speaking.cancel()
        for phone in self.phones:
            phone.close()

    async def _speak(self) -> None:
        began_s, beat = time.monotonic(), 0
        while True:
            for number, phone in enumerate(self.phones):
                wait_s = began_s + beat * FRAME_S + number % 25 * STAGGER_S - time.monotonic()
                if wait_s > 0.0005:
                    await asyncio.sleep(wait_s)
                phone.speak()
            beat += 1
            await asyncio.sleep(max(0.0, began_s + beat * FRAME_S - time.monotonic()))


def _tone(hz: int) -> NDArray[np.int16]:
    at = np.arange(FRAME) / RATE_HZ
    return (AMPLITUDE * np.sin(2 * np.pi * hz * at)).astype(np.int16)
