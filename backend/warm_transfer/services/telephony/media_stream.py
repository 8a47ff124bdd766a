"""Messages of a Twilio Media Stream, in and out. Pure.

Source: Twilio's "Media Streams - WebSocket messages". Numbers come as strings. Sound is µ-law at
8000 Hz, one channel, in base64 without any header; a message usually carries 20 ms of it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

LONGEST_MESSAGE: Final = 64 * 1024  # bytes
LONGEST_PAYLOAD: Final = 8_000  # bytes of sound: one second
LONGEST_WORD: Final = 256  # of an id, a name or a parameter's name
LONGEST_PARAMETER: Final = 4_096
MOST_PARAMETERS: Final = 20
ENCODING: Final = "audio/x-mulaw"
SAMPLE_RATE_HZ: Final = 8_000
DIGITS: Final = frozenset("0123456789*#ABCD")
LATEST_MS: Final = 1 << 53


class MalformedMessage(ValueError):
    """What came is no message of a media stream. Says which part is not, never what it held."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The first message."""


@dataclass(frozen=True, slots=True)
class Start:
    """Once, after `Connected`. `parameters` are those that the TwiML gave to the stream."""

    stream_sid: str
    call_sid: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Media:
    """Sound of the person at the phone. `timestamp_ms` counts from the stream's start."""

    timestamp_ms: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Digit:
    """A key was pressed at the phone."""

    digit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """All that was sent before the mark of this name has been played, or cleared."""

    name: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The last message: the call has ended, or the stream has."""


Message = Connected | Start | Media | Digit | Mark | Stop


def decode(text: str | bytes) -> Message | None:
    """The message; None for an event that this product does not know. Raises MalformedMessage."""
    if len(text) > LONGEST_MESSAGE:
        raise MalformedMessage("the message is too long")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise MalformedMessage("the message is not JSON") from e
    if not isinstance(data, dict):
        raise MalformedMessage("the message is not an object")
    match data.get("event"):
        case "media":
            return _media(_part(data, "media"))
        case "connected":
            return Connected()
        case "start":
            return _start(_part(data, "start"))
        case "dtmf":
            return _digit(_part(data, "dtmf"))
        case "mark":
            return Mark(_word(_part(data, "mark"), "name"))
        case "stop":
            return Stop()
        case str():
            return None
    raise MalformedMessage("event is not a string")


def media(stream_sid: str, payload: bytes) -> str:
    """Sound for the person at the phone, played after what was sent before."""
    return media_prefix(stream_sid) + b64encode(payload).decode() + MEDIA_SUFFIX


def media_prefix(stream_sid: str) -> str:
    """What every message with sound begins with; then the payload, then `MEDIA_SUFFIX`."""
    return f'{{"event":"media","streamSid":{json.dumps(stream_sid)},"media":{{"payload":"'


MEDIA_SUFFIX: Final = '"}}'


def mark(stream_sid: str, name: str) -> str:
    """To be told when all that was sent before has been played."""
    return json.dumps({"event": "mark", "streamSid": stream_sid, "mark": {"name": name}})


def clear(stream_sid: str) -> str:
    """Nothing that was sent before is to be played any more."""
    return json.dumps({"event": "clear", "streamSid": stream_sid})


def _start(start: dict[str, Any]) -> Start:
    given = _part(start, "mediaFormat")
    form = (given.get("encoding"), str(given.get("sampleRate")), str(given.get("channels")))
    if form != (ENCODING, str(SAMPLE_RATE_HZ), "1"):
        raise MalformedMessage("mediaFormat is not µ-law at 8000 Hz, one channel")
    parameters = start.get("customParameters") or {}
    if not isinstance(parameters, dict) or len(parameters) > MOST_PARAMETERS:
        raise MalformedMessage("customParameters is not a small object")
    for name, value in parameters.items():
        if len(name) > LONGEST_WORD or not isinstance(value, str):
            raise MalformedMessage("customParameters has something that is not a string")
        if len(value) > LONGEST_PARAMETER:
            raise MalformedMessage("customParameters has something too long")
    return Start(_word(start, "streamSid"), _word(start, "callSid"), parameters)


def _media(sound: dict[str, Any]) -> Media:
    payload, timestamp = sound.get("payload"), sound.get("timestamp")
    if not isinstance(payload, str) or len(payload) > 2 * LONGEST_PAYLOAD:
        raise MalformedMessage("payload is not a short string")
    try:
        data = b64decode(payload, validate=True)
    except (BadBase64, ValueError) as e:
        raise MalformedMessage("payload is not base64") from e
    if not 0 < len(data) <= LONGEST_PAYLOAD:
        raise MalformedMessage("payload is empty or longer than a second")
    return Media(_milliseconds(timestamp), data)


def _milliseconds(value: object) -> int:
    if not isinstance(value, str | int) or isinstance(value, bool) or len(str(value)) > 16:
        raise MalformedMessage("timestamp is not a number")
    try:
        number = int(value)
    except ValueError as e:
        raise MalformedMessage("timestamp is not a number") from e
    if not 0 <= number < LATEST_MS:
        raise MalformedMessage("timestamp is out of range")
    return number


def _digit(dtmf: dict[str, Any]) -> Digit:
    digit = dtmf.get("digit")
    if not isinstance(digit, str) or digit not in DIGITS:
        raise MalformedMessage("digit is no key of a telephone")
    return Digit(digit)


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    part = data.get(name)
    if not isinstance(part, dict):
        raise MalformedMessage(f"{name} is not an object")
    return part


def _word(data: dict[str, Any], name: str) -> str:
    word = data.get(name)
    if not isinstance(word, str) or not 0 < len(word) <= LONGEST_WORD:
        raise MalformedMessage(f"{name} is not a short string")
    return word
