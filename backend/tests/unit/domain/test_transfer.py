from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import (
    INITIAL,
    TRANSITIONS,
    Effect,
    Outcome,
    Step,
    TransferEvent,
    TransferState,
    advance,
    is_open,
)

S, E = TransferState, TransferEvent
OPEN = [state for state in S if is_open(state)]


def run(*events: TransferEvent) -> Step:
    step = INITIAL
    for event in events:
        step = advance(step.state, event, step.outcome)
    return step


def test_the_whole_way() -> None:
    accepted = run(E.ROOM_READY, E.ACCEPTED)
    assert accepted.state is S.MOVING
    assert Effect.ADMIT_TARGET in accepted.effects
    moved = advance(accepted.state, E.ALL_MOVED)
    assert moved.state is S.INTRODUCING
    assert Effect.SWITCH_CALL in moved.effects
    done = advance(moved.state, E.INITIATOR_LEFT)
    assert (done.state, done.outcome) == (S.COMPLETED, Outcome.COMPLETED)


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([E.ROOM_FAILED], Outcome.FAILED),
        ([E.EXPIRED], Outcome.FAILED),
        ([E.CANCELLED], Outcome.CANCELLED),
        ([E.ROOM_READY, E.DECLINED], Outcome.DECLINED),
        ([E.ROOM_READY, E.EXPIRED], Outcome.NO_ANSWER),
        ([E.ROOM_READY, E.CANCELLED], Outcome.CANCELLED),
        ([E.ROOM_READY, E.ACCEPTED, E.MOVE_FAILED], Outcome.FAILED),
        ([E.ROOM_READY, E.ACCEPTED, E.EXPIRED], Outcome.FAILED),
        ([E.ROOM_READY, E.ACCEPTED, E.TARGET_LEFT], Outcome.FAILED),
        ([E.ROOM_READY, E.ACCEPTED, E.CANCELLED], Outcome.CANCELLED),
    ],
)
def test_before_the_move_is_done_everything_reverts(
    events: list[TransferEvent], outcome: Outcome
) -> None:
    reverting = run(*events)
    assert reverting.state is S.REVERTING
    assert Effect.CLOSE_DESTINATION in reverting.effects
    done = advance(reverting.state, E.REVERTED, reverting.outcome)
    assert (done.state, done.outcome) == (S(outcome), outcome)


@pytest.mark.parametrize(
    ("event", "outcome"), [(E.CANCELLED, Outcome.CANCELLED), (E.TARGET_LEFT, Outcome.FAILED)]
)
def test_after_the_move_only_the_target_is_taken_away(
    event: TransferEvent, outcome: Outcome
) -> None:
    step = advance(S.INTRODUCING, event)
    assert step == Step(S(outcome), (Effect.DISMISS_TARGET,), outcome)


@pytest.mark.parametrize("state", OPEN)
def test_a_caller_who_hangs_up_ends_any_transfer_at_once(state: TransferState) -> None:
    step = advance(state, E.CALLER_LEFT, Outcome.DECLINED)
    assert step.outcome is Outcome.CALLER_LEFT
    assert not is_open(step.state)


@pytest.mark.parametrize("state", OPEN)
def test_an_agent_who_ends_the_call_ends_any_transfer_at_once(state: TransferState) -> None:
    assert not is_open(advance(state, E.CALL_ENDED, Outcome.DECLINED).state)


@pytest.mark.parametrize("state", [S.PREPARING, S.OFFERED, S.MOVING, S.REVERTING])
def test_the_transfer_goes_on_when_its_initiator_leaves(state: TransferState) -> None:
    assert advance(state, E.INITIATOR_LEFT, Outcome.DECLINED).state is state


@pytest.mark.parametrize(
    ("state", "event"), sorted(set(itertools.product(S, E)) - set(TRANSITIONS))
)
def test_what_is_not_in_the_table_is_refused(state: TransferState, event: TransferEvent) -> None:
    with pytest.raises(IllegalEvent):
        advance(state, event, Outcome.FAILED)


def test_reverting_has_an_outcome_from_its_beginning() -> None:
    with pytest.raises(IllegalEvent):
        advance(S.REVERTING, E.REVERTED)


@given(st.lists(st.sampled_from(E), max_size=12))
def test_whatever_happens_the_invariants_hold(events: list[TransferEvent]) -> None:
    step = INITIAL
    target_admitted = switched = False
    for event in events:
        try:
            step = advance(step.state, event, step.outcome)
        except IllegalEvent:
            continue
        target_admitted |= Effect.ADMIT_TARGET in step.effects
        switched |= Effect.SWITCH_CALL in step.effects
        # The caller is never in a room that is taken down, nor sent where nobody waits.
        assert not (switched and Effect.CLOSE_DESTINATION in step.effects)
        assert target_admitted or not switched
        # It is over exactly when it has the outcome of its name.
        if not is_open(step.state):
            assert step.outcome is not None
            assert step.state == S(step.outcome)
            assert (step.outcome is Outcome.COMPLETED) <= switched
        elif step.state is not S.REVERTING:
            assert step.outcome is None
