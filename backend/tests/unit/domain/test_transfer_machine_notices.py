"""The machine of `test_transfer_machine.py` notices a rule that would do people harm.

Each of these breaks one row of the table, and one of the invariants says so.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.domain.test_transfer_machine import SEQUENCES, STEPS, Calls
from warm_transfer.domain.transfer import (
    TRANSITIONS,
    Effect,
    Outcome,
    TransferEvent,
    TransferState,
    Transition,
)

S, E, F = TransferState, TransferEvent, Effect
Row = tuple[TransferState, TransferEvent]


def without(effect: Effect, row: Row) -> Transition:
    rule = TRANSITIONS[row]
    assert effect in rule.effects
    return replace(rule, effects=tuple(each for each in rule.effects if each is not effect))


def and_also(effect: Effect, row: Row) -> Transition:
    return replace(TRANSITIONS[row], effects=(*TRANSITIONS[row].effects, effect))


def leading_to(state: TransferState, row: Row) -> Transition:
    return replace(TRANSITIONS[row], state=state)


ACCEPTED, CONSULT = (S.OFFERED, E.ACCEPTED), (S.OFFERED, E.CONSULT_ACCEPTED)
RETURNED, TOO_LONG = (S.CONSULTING, E.RETURNED), (S.CONSULTING, E.EXPIRED)
NOT_MOVED = (S.MOVING, E.EXPIRED)
DECLINED, TAKEN_BACK = (S.OFFERED, E.DECLINED), (S.OFFERED, E.CANCELLED)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (ACCEPTED, and_also(F.SWITCH_CALL, ACCEPTED)),
        (NOT_MOVED, and_also(F.SWITCH_CALL, NOT_MOVED)),
        (RETURNED, without(F.RESUME_CALLER, RETURNED)),
        (TOO_LONG, without(F.RESUME_CALLER, TOO_LONG)),
        (CONSULT, without(F.HOLD_CALLER, CONSULT)),
        (TOO_LONG, without(F.DISMISS_TARGET, TOO_LONG)),
        (ACCEPTED, without(F.ADMIT_TARGET, ACCEPTED)),
        (DECLINED, without(F.CLOSE_DESTINATION, DECLINED)),
        (CONSULT, leading_to(S.MOVING, CONSULT)),
        ((S.CONSULT_PAUSED, E.RETURNED), leading_to(S.CONSULTING, RETURNED)),
        (TAKEN_BACK, leading_to(S.OFFERED, TAKEN_BACK)),
        (TOO_LONG, leading_to(S.CONSULTING, TOO_LONG)),
        (DECLINED, Transition(S.DECLINED, outcome=Outcome.BUSY)),
    ],
)
def test_a_broken_rule_is_noticed(
    row: Row, rule: Transition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TRANSITIONS, row, rule)
    until_one_fails = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Calls, settings=until_one_fails)
