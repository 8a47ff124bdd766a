"""One call: what is known of it, and what can happen to it from outside."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from warm_transfer.phone_simulator import clock
from warm_transfer.phone_simulator.config import API_VERSION
from warm_transfer.phone_simulator.line import Line
from warm_transfer.phone_simulator.people import Person

if TYPE_CHECKING:
    from warm_transfer.phone_simulator.media_stream import MediaStream

Status = Literal[
    "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
ENDED: frozenset[Status] = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
Direction = Literal["inbound", "outbound-api"]


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Fetch:
    """Where a call's next instructions come from, and what is posted beside the usual."""

    url: str
    method: str = "POST"
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """Instructions that came with a request. Relative addresses in them have no base."""

    document: bytes


Step = Fetch | Given


@dataclass(slots=True)
class Said:
    """`whole`: nobody cut it short."""

    text: str
    voice: str | None
    language: str | None
    at_s: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What POST Calls asked for."""

    first: Step
    timeout_s: float
    status_callback: str | None
    status_callback_method: str
    status_events: frozenset[str]
    send_digits: str
    machine_detection: Literal["Enable", "DetectMessageEnd"] | None
    machine_detection_timeout_s: float
    async_amd: bool
    async_amd_callback: str | None


class Call:
    def __init__(
        self,
        account_sid: str,
        direction: Direction,
        from_: str,
        to: str,
        person: Person,
        order: Order,
        changed: Callable[[], None],
    ) -> None:
        self.sid = new_sid("CA")
        self.account_sid = account_sid
        self.direction: Direction = direction
        self.from_, self.to = from_, to
        self.person = person
        self.order = order
        self.call_token = secrets.token_urlsafe(24) if direction == "inbound" else None
        self.status: Status = "queued"
        self.created_at = self.updated_at = clock.now()
        self.started_at: datetime | None = None
        self.answered_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.ended_by: str | None = None
        self.answered_by: str | None = None
        self.sip_code: int | None = None
        self.error_code: int | None = None
        self.log: list[dict[str, Any]] = []
        self.said: list[Said] = []
        self.pressed = ""
        self.gathers = 0
        self.listening: Literal["gather", "stream"] | None = None
        self.line: Line | None = None
        self.stream: MediaStream | None = None
        self.streams = 0
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self.keys_for_gather: deque[str] = deque()
        self.decided: asyncio.Future[Status] = asyncio.get_running_loop().create_future()
        self.hung_up = asyncio.Event()
        self.redirects: asyncio.Queue[Step] = asyncio.Queue()
        self.background: set[asyncio.Task[None]] = set()
        self._created = time.monotonic()
        self._changed = changed

    @property
    def over(self) -> bool:
        return self.status in ENDED

    @property
    def duration_s(self) -> int:
        if self.answered_at is None:
            return 0
        # Twilio counts begun seconds.
        return -int(-((self.ended_at or clock.now()) - self.answered_at).total_seconds() // 1)

    @property
    def age_s(self) -> float:
        return round(time.monotonic() - self._created, 3)

    def note(self, what: str, **details: Any) -> None:
        """In the call's log, with the seconds since it was made."""
        self.log.append({"at_s": self.age_s, "what": what, **details})
        self.updated_at = clock.now()
        self._changed()

    def become(self, status: Status) -> None:
        self.status = status
        self.note(status)

    def decide(self, status: Status) -> None:
        """How the ringing ends: in-progress, or what ends the call. The first to decide counts."""
        if not self.decided.done():
            self.decided.set_result(status)

    def hang_up(self, by: str) -> None:
        if not self.over and not self.hung_up.is_set():
            self.ended_by = by
            self.hung_up.set()

    async def press(self, digits: str) -> None:
        """Nobody hears keys pressed when neither Gather nor a stream listens, as with Twilio."""
        for digit in digits:
            self.pressed += digit
            self.note("pressed", digit=digit, heard_by=self.listening)
            if self.listening == "stream" and self.stream is not None:
                await self.stream.press(digit)
            elif self.listening == "gather":
                self.keys.put_nowait(digit)

    def params(self, *, status: str | None = None) -> dict[str, str]:
        """What every webhook carries: https://www.twilio.com/docs/voice/twiml#twilios-request."""
        return {
            "CallSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": status or self.status,
            "Direction": self.direction,
            "ApiVersion": API_VERSION,
        }

    def voice_params(self) -> dict[str, str]:
        """What a request for instructions carries."""
        params = self.params()
        if self.answered_by is not None and not self.order.async_amd:
            params["AnsweredBy"] = self.answered_by
        if self.call_token is not None:
            params |= {"CallToken": self.call_token, "StirVerstat": "TN-Validation-Passed-A"}
        return params
