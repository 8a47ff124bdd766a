from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from warm_transfer.domain.stay import CONNECT_GRACE, Change, Stay, change_of

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
AWAY_TIMEOUT = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
BEFORE = NOW - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("stay", "here", "has_audio", "change"),
    [
        (Stay(NOW, None, None), True, True, Change.CONNECTED),
        (Stay(NOW, None, None), True, False, None),
        (Stay(NOW, None, None), False, False, None),
        (Stay(NOW - CONNECT_GRACE - SECOND, None, None), False, False, Change.WENT_AWAY),
        (Stay(BEFORE, BEFORE, None), True, True, None),
        (Stay(BEFORE, BEFORE, None), True, False, None),
        (Stay(BEFORE, BEFORE, None), False, False, Change.WENT_AWAY),
        (Stay(BEFORE, BEFORE, NOW - SECOND), True, True, Change.CAME_BACK),
        (Stay(BEFORE, None, NOW - SECOND), True, False, Change.CAME_BACK),
        (Stay(BEFORE, None, NOW - SECOND), True, True, Change.CONNECTED),
        (Stay(BEFORE, BEFORE, NOW - AWAY_TIMEOUT), False, False, None),
        (Stay(BEFORE, BEFORE, NOW - AWAY_TIMEOUT - SECOND), False, False, Change.GONE),
    ],
)
def test_change_of(stay: Stay, here: bool, has_audio: bool, change: Change | None) -> None:
    found = change_of(stay, here=here, has_audio=has_audio, now=NOW, away_timeout=AWAY_TIMEOUT)
    assert found is change
