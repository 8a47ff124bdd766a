"""Times as Twilio writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime


def now() -> datetime:
    return datetime.now(UTC)


def rfc2822(at: datetime | None) -> str | None:
    """`Tue, 18 Aug 2020 17:04:18 +0000`."""
    return None if at is None else format_datetime(at)


def from_filter(text: str) -> datetime:
    """A date or a time of a list's filter. Raises ValueError for anything else."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
