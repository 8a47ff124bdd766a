"""What the application in front of the simulator got wrong: Twilio's debugger, as a list."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import structlog

from warm_transfer.phone_simulator import clock

log = structlog.get_logger(__name__)

# https://www.twilio.com/docs/api/errors
UNREACHABLE = 11200  # HTTP retrieval failure
UNPARSABLE = 12100  # document parse failure
AGAINST_SCHEMA = 12200  # schema validation warning
WRONG_CONTENT_TYPE = 12300
TOO_LONG_TO_SAY = 13520  # Say: invalid text
UNUSABLE_SOUND = 13400  # Play
HANDSHAKE_FAILED = 31920
CLOSED_BADLY = 31921
MALFORMED_MESSAGE = 31950
INVALID_MESSAGE = 31951
UNKNOWN_PARAMETER = 0  # Twilio ignores these in silence; they are mistakes all the same


@dataclass(frozen=True, slots=True)
class Problem:
    code: int
    detail: str
    call_sid: str | None = None
    url: str | None = None
    at: str = field(default_factory=lambda: clock.now().isoformat())


class Problems:
    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(
        self, code: int, detail: str, *, call_sid: str | None = None, url: str | None = None
    ) -> None:
        self._found.append(Problem(code, detail, call_sid, url))
        log.warning("problem_found", code=code, call_sid=call_sid)

    def clear(self) -> None:
        self._found.clear()

    def view(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self._found]
