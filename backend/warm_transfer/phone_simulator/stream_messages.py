"""Media Streams on the wire: https://www.twilio.com/docs/voice/media-streams/websocket-messages.

Numbers are strings, as there. What the application sends is checked strictly: no field too many,
none missing, no header before the sound.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from warm_transfer.phone_simulator.config import SAMPLE_RATE_HZ

LONGEST_MESSAGE = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Media:
    payload: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    pass


Received: TypeAlias = Media | Mark | Clear


class InvalidMessage(ValueError):
    """What is wrong with a message of the application."""


class Messages:
    """The messages of one stream, numbered as they are made."""

    def __init__(self, account_sid: str, call_sid: str, stream_sid: str) -> None:
        self._account_sid, self._call_sid, self.stream_sid = account_sid, call_sid, stream_sid
        self._sequence = 0
        self._chunks: dict[str, int] = {}

    def connected(self) -> str:
        return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, tracks: Sequence[str], parameters: Mapping[str, str]) -> str:
        start = {
            "accountSid": self._account_sid,
            "streamSid": self.stream_sid,
            "callSid": self._call_sid,
            "tracks": list(tracks),
            "mediaFormat": {
                "encoding": "audio/x-mulaw",
                "sampleRate": SAMPLE_RATE_HZ,
                "channels": 1,
            },
            "customParameters": dict(parameters),
        }
        return self._message("start", start)

    def media(self, track: str, timestamp_ms: int, payload: bytes) -> str:
        self._chunks[track] = self._chunks.get(track, 0) + 1
        media = {
            "track": track,
            "chunk": str(self._chunks[track]),
            "timestamp": str(timestamp_ms),
            "payload": base64.b64encode(payload).decode(),
        }
        return self._message("media", media)

    def dtmf(self, digit: str) -> str:
        return self._message("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        return self._message("mark", {"name": name})

    def stop(self) -> str:
        return self._message("stop", {"accountSid": self._account_sid, "callSid": self._call_sid})

    def _message(self, event: str, content: Mapping[str, Any]) -> str:
        self._sequence += 1
        return json.dumps(
            {
                "event": event,
                "sequenceNumber": str(self._sequence),
                "streamSid": self.stream_sid,
                event: content,
            }
        )


def read(text: str, stream_sid: str) -> Received:
    """A message of the application. Raises InvalidMessage."""
    try:
        message = json.loads(text)
    except ValueError as error:
        raise InvalidMessage("not JSON") from error
    if not isinstance(message, dict):
        raise InvalidMessage("not an object")
    event = message.get("event")
    if event not in ("media", "mark", "clear"):
        raise InvalidMessage(f"{event!r} is none of media, mark and clear")
    if message.get("streamSid") != stream_sid:
        raise InvalidMessage("streamSid is not that of this stream")
    content = message.get(event)
    expected = {"event", "streamSid"} | (set() if event == "clear" else {event})
    if set(message) != expected:
        raise InvalidMessage(f"{event} has the fields {sorted(message)}")
    if event == "clear":
        return Clear()
    name = "payload" if event == "media" else "name"
    if not isinstance(content, dict) or set(content) != {name}:
        raise InvalidMessage(f"{event} must have {name} and nothing else")
    value = content[name]
    if not isinstance(value, str) or not value:
        raise InvalidMessage(f"{name} must be text, and not empty")
    return Mark(value) if event == "mark" else Media(_sound(value))


def _sound(payload: str) -> bytes:
    try:
        sound = base64.b64decode(payload, validate=True)
    except binascii.Error as error:
        raise InvalidMessage("payload is not base64") from error
    if sound.startswith((b"RIFF", b"ID3", b"OggS")):
        raise InvalidMessage("payload has a file's header")
    return sound
