"""Why a writer has not written.

    WriterFailed              `retryable`: whether the same request can succeed later
    ├── WriterTimedOut        no whole answer by the deadline                       retryable
    ├── WriterUnreachable     no connection, an answer cut short, or a 5xx          retryable
    ├── WriterBusy            429; carries when to try again, if that was said      retryable
    ├── WriterUnusable        an answer that is no briefing: garbage, or cut off    retryable
    ├── WriterRefused         the model would not answer, or a filter took it away
    ├── WriterMisconfigured   key, model or address is wrong: a person has to mend it
    └── NobodyWrote           each writer failed or is being left alone

A message never holds a word of the transcript or of the answer.
"""

from __future__ import annotations

from warm_transfer.errors import Unavailable


class WriterFailed(Unavailable):
    """`outcome` is the metric's label; `retry_after_s` is what the service asked for."""

    code = "briefing_writer_failed"
    outcome = "failed"
    retryable = True

    def __init__(self, detail: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class WriterTimedOut(WriterFailed):
    code = "briefing_writer_timed_out"
    outcome = "timed_out"


class WriterUnreachable(WriterFailed):
    code = "briefing_writer_unreachable"
    outcome = "unreachable"


class WriterBusy(WriterFailed):
    code = "briefing_writer_busy"
    outcome = "busy"


class WriterUnusable(WriterFailed):
    code = "briefing_writer_unusable"
    outcome = "unusable"


class WriterRefused(WriterFailed):
    code = "briefing_writer_refused"
    outcome = "refused"
    retryable = False


class WriterMisconfigured(WriterFailed):
    code = "briefing_writer_misconfigured"
    outcome = "misconfigured"
    retryable = False


class NobodyWrote(WriterFailed):
    code = "briefing_not_written"
    outcome = "not_written"
