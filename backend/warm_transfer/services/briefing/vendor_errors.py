"""What the SDK of an OpenAI-compatible service raises → why a writer has not written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import openai

from warm_transfer.services.briefing.failures import (
    WriterBusy,
    WriterFailed,
    WriterMisconfigured,
    WriterTimedOut,
    WriterUnreachable,
    WriterUnusable,
)

MAX_RETRY_AFTER_S = 600.0
# Of all they can be about, these two are no mistake of the settings.
UNUSABLE_CODES = frozenset({"json_validate_failed", "context_length_exceeded"})


@asynccontextmanager
async def translated(writer: str, timeout_s: float) -> AsyncIterator[None]:
    """The whole block has `timeout_s`. Raises WriterFailed in place of the vendor's errors."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except (TimeoutError, openai.APITimeoutError) as e:
        raise WriterTimedOut(f"{writer} has not answered within {timeout_s:g} s.") from e
    except openai.APIStatusError as e:
        raise _of_status(writer, e) from e
    except openai.APIConnectionError as e:
        raise WriterUnreachable(f"{writer} cannot be reached, or its answer broke off.") from e
    except (openai.OpenAIError, ValueError, TypeError, AttributeError) as e:
        # A body that is no JSON, or JSON of another shape, in whatever step the SDK trips over it.
        raise WriterUnusable(f"{writer} answers what is no chat completion.") from e


def _of_status(writer: str, error: openai.APIStatusError) -> WriterFailed:
    status = error.status_code
    if status == 429:
        wait_s = _retry_after_s(error.response.headers.get("retry-after"))
        return WriterBusy(f"{writer} has had enough requests for now.", retry_after_s=wait_s)
    if status >= 500 or status in {408, 409, 425}:
        return WriterUnreachable(f"{writer} answers {status}.")
    if error.code in UNUSABLE_CODES:
        return WriterUnusable(f"{writer} answers {status} ({error.code}).")
    if status in {401, 403}:
        return WriterMisconfigured(f"{writer} refuses the key. Correct it in the settings.")
    return WriterMisconfigured(
        f"{writer} answers {status} ({error.code or 'no code'}). Correct the model or the address "
        "in the settings; `warm-transfer doctor` checks them."
    )


def _retry_after_s(value: str | None) -> float | None:
    """Seconds or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_S)
