"""How long each state of a transfer may wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.api import settings_for
from warm_transfer.actions.transfer_steps import deadline
from warm_transfer.domain.transfer import TRANSITIONS, TransferEvent, TransferState

S = TransferState
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("target_kind", ["agent", "any_of", "team", "open"])
def test_a_state_that_can_expire_has_a_deadline_and_no_other_has(
    state: TransferState, target_kind: str, tmp_path: Path
) -> None:
    at = deadline(settings_for(tmp_path), state, target_kind, NOW)
    assert (at is not None) == ((state, TransferEvent.EXPIRED) in TRANSITIONS)
    assert at is None or at > NOW


@pytest.mark.parametrize(
    ("state", "target_kind", "seconds"),
    [
        (S.OFFERED, "agent", 31),
        (S.OFFERED, "any_of", 31),
        (S.OFFERED, "team", 31),
        (S.OFFERED, "open", 32),
        (S.CONSULTING, "agent", 33),
        (S.CONSULT_PAUSED, "agent", 33),
        (S.MOVING, "agent", 34),
    ],
)
def test_how_long_is_set_by_the_settings(
    state: TransferState, target_kind: str, seconds: int, tmp_path: Path
) -> None:
    settings = settings_for(
        tmp_path,
        offer_timeout_s=31,
        room_id_timeout_s=32,
        consult_timeout_s=33,
        move_timeout_s=34,
    )
    assert deadline(settings, state, target_kind, NOW) == NOW + timedelta(seconds=seconds)
