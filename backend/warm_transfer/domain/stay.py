"""Whether a participant is really there, judged from what LiveKit reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# From being given a token to being in the room: a slow network, a prompt for the microphone.
CONNECT_GRACE = timedelta(seconds=15)


class Change(StrEnum):
    CONNECTED = "connected"  # in the room with audio, for the first time
    CAME_BACK = "came_back"
    WENT_AWAY = "went_away"  # may return
    GONE = "gone"  # was away for too long


@dataclass(frozen=True, slots=True)
class Stay:
    """What is stored of one person's stay in a call."""

    created_at: datetime
    connected_at: datetime | None
    away_since: datetime | None


def change_of(
    stay: Stay, *, here: bool, has_audio: bool, now: datetime, away_timeout: timedelta
) -> Change | None:
    """What has changed since it was stored; None when nothing has."""
    if here:
        if stay.connected_at is None and has_audio:
            return Change.CONNECTED
        return Change.CAME_BACK if stay.away_since else None
    if stay.away_since is not None:
        return Change.GONE if now - stay.away_since > away_timeout else None
    expected = stay.connected_at is not None or now - stay.created_at > CONNECT_GRACE
    return Change.WENT_AWAY if expected else None
