"""TwiML as read: https://www.twilio.com/docs/voice/twiml. Defaults are Twilio's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    voice: str | None = None
    language: str | None = None
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    """Either a recording at `url` or the tones of `digits`."""

    url: str | None = None
    digits: str | None = None
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    length_s: int = 1


@dataclass(frozen=True, slots=True)
class Gather:
    prompts: tuple[Say | Play | Pause, ...] = ()
    action: str | None = None
    method: str = "POST"
    timeout_s: int = 5
    num_digits: int | None = None
    finish_on_key: str = "#"
    action_on_empty_result: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    url: str
    name: str | None = None
    track: str = "inbound_track"
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Connect:
    """Both ways. What follows is done once the application closes the stream."""

    stream: Stream


@dataclass(frozen=True, slots=True)
class Start:
    """The application only listens. What follows is done at once."""

    stream: Stream


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Reject:
    reason: str = "rejected"


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


Verb: TypeAlias = Say | Play | Pause | Gather | Connect | Start | Redirect | Reject | Hangup
