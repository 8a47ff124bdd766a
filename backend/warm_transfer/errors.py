"""Every error the product raises on purpose.

    WarmTransferError
    ├── InvalidInput           the request is well formed but asks for something impossible
    ├── Unauthenticated        nobody is signed in, or the proof has expired
    ├── Forbidden              signed in, but not allowed
    ├── NotFound               no such thing, or none that the asker may know of
    ├── Conflict               the state has moved on; carries what it is now
    │   └── StillRunning       the same command, sent before; carries when to try again
    ├── RateLimited            too many tries; carries when to try again
    ├── Unavailable            a part we depend on is down
    │   ├── LiveKitUnavailable
    │   │   └── RoomUnserved   LiveKit answers, but none of its servers has the room
    │   ├── DatabaseUnavailable
    │   ├── TelephonyUnavailable  the telephone provider; see services/telephony/base.py
    │   └── WriterFailed       a briefing was not written; see services/briefing/failures.py
    ├── CannotStart            this machine keeps the product from starting
    │   ├── PortTaken
    │   └── LiveKitServerMissing
    └── BackupProblem          said with its code at the terminal; docs/backups.md lists the codes
        ├── CannotBackUp           no backup was written, and those that exist are as they were
        └── CannotRestore          what was there before is as it was

Each has a stable `code` for programs and a sentence that tells a person what to do next.
What HTTP status an error becomes is decided in `api/error_handlers.py` alone.
"""

from __future__ import annotations

from typing import Any


class WarmTransferError(Exception):
    """Base of all deliberate errors.

    `code` is stable and snake_case. `detail` is a sentence for a person. `extra` is
    added to the problem document (for example the current state after a conflict).
    """

    code: str = "error"

    def __init__(self, detail: str, *, code: str | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.extra = extra


class InvalidInput(WarmTransferError):
    code = "invalid_input"


class Unauthenticated(WarmTransferError):
    code = "unauthenticated"


class Forbidden(WarmTransferError):
    code = "forbidden"


class NotFound(WarmTransferError):
    code = "not_found"


class Conflict(WarmTransferError):
    code = "conflict"


class StillRunning(Conflict):
    code = "idempotency_in_progress"

    def __init__(self, detail: str, *, retry_after_s: int) -> None:
        super().__init__(detail, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class RateLimited(WarmTransferError):
    code = "rate_limited"

    def __init__(self, detail: str, *, retry_after_s: int, code: str | None = None) -> None:
        super().__init__(detail, code=code, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class Unavailable(WarmTransferError):
    """A part we depend on did not answer. `retryable` says whether trying again can help."""

    code = "unavailable"
    retryable = True


class LiveKitUnavailable(Unavailable):
    code = "livekit_unavailable"


class RoomUnserved(LiveKitUnavailable):
    pass


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"


class TelephonyUnavailable(Unavailable):
    code = "telephony_unavailable"


class CannotStart(WarmTransferError):
    """Raised by the command line alone; `exit_code` is what the process ends with."""

    code = "cannot_start"
    exit_code = 1


class PortTaken(CannotStart):
    code = "port_taken"
    exit_code = 2


class LiveKitServerMissing(CannotStart):
    code = "livekit_server_missing"


class BackupProblem(WarmTransferError):
    code = "backup_problem"


class CannotBackUp(BackupProblem):
    code = "backup_failed"


class CannotRestore(BackupProblem):
    code = "restore_failed"
