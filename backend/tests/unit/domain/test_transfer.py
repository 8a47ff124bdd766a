from __future__ import annotations

import itertools

import pytest

from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import (
    CONSULT_STATES,
    INITIAL,
    TARGET_IS_IN,
    TRANSITIONS,
    Effect,
    Outcome,
    Step,
    TransferEvent,
    TransferMode,
    TransferState,
    acceptance,
    advance,
    arrival,
    is_open,
)

S, E, F = TransferState, TransferEvent, Effect
OPEN = [state for state in S if is_open(state)]
OFFERED = [E.ROOM_READY]
CONSULTING = [*OFFERED, E.CONSULT_ACCEPTED]
PAUSED = [*CONSULTING, E.RETURNED]
# In these states people talk for as long as they like, or the reconciler tries until it succeeds.
WITHOUT_DEADLINE = {S.INTRODUCING, S.REVERTING}


def run(*events: TransferEvent) -> Step:
    step = INITIAL
    for event in events:
        step = advance(step.state, event, step.outcome)
    return step


def run_over(*events: TransferEvent) -> Step:
    """As `run`, with what follows by itself once it reverts."""
    step = run(*events)
    return advance(step.state, E.REVERTED, step.outcome) if step.state is S.REVERTING else step


def test_introduce_from_start_to_end() -> None:
    accepted = run(*OFFERED, acceptance(TransferMode.INTRODUCE))
    assert accepted.state is S.MOVING
    assert F.ADMIT_TARGET in accepted.effects
    assert F.HOLD_CALLER not in accepted.effects
    moved = advance(accepted.state, arrival(initiator_comes=True))
    assert moved.state is S.INTRODUCING
    assert F.SWITCH_CALL in moved.effects
    assert F.RELEASE_INITIATOR not in moved.effects
    done = advance(moved.state, E.INITIATOR_LEFT)
    assert (done.state, done.outcome) == (S.COMPLETED, Outcome.COMPLETED)


def test_direct_from_start_to_end() -> None:
    accepted = run(*OFFERED, acceptance(TransferMode.DIRECT))
    assert accepted.state is S.MOVING
    done = advance(accepted.state, arrival(initiator_comes=False))
    assert (done.state, done.outcome) == (S.COMPLETED, Outcome.COMPLETED)
    assert {F.SWITCH_CALL, F.RELEASE_INITIATOR} <= set(done.effects)


def test_a_consult_begins_with_the_caller_on_hold_and_nobody_moved() -> None:
    accepted = run(*OFFERED, acceptance(TransferMode.CONSULT))
    assert accepted.state is S.CONSULTING
    assert {F.HOLD_CALLER, F.ADMIT_TARGET} <= set(accepted.effects)
    assert F.SWITCH_CALL not in accepted.effects
    # Held before anybody is told to go: what is said from then on is not for the caller.
    assert accepted.effects.index(F.HOLD_CALLER) < accepted.effects.index(F.OPEN_DESTINATION)


def test_one_goes_to_and_fro_in_a_consult_as_often_as_one_likes() -> None:
    events = list(CONSULTING)
    for _ in range(5):
        back = run(*events, E.RETURNED)
        assert back.state is S.CONSULT_PAUSED
        assert F.RESUME_CALLER in back.effects
        events += [E.RETURNED, E.CONSULT_RESUMED]
        again = run(*events)
        assert again.state is S.CONSULTING
        assert F.HOLD_CALLER in again.effects


@pytest.mark.parametrize("consult", [CONSULTING, PAUSED])
def test_a_consult_that_brings_the_caller_in(consult: list[TransferEvent]) -> None:
    moving = run(*consult, E.BROUGHT_IN)
    assert moving.state is S.MOVING
    assert F.HAND_OVER not in moving.effects
    together = advance(moving.state, E.ALL_MOVED)
    assert together.state is S.INTRODUCING
    assert run_over(*consult, E.BROUGHT_IN, E.ALL_MOVED, E.INITIATOR_LEFT).outcome == "completed"


@pytest.mark.parametrize("consult", [CONSULTING, PAUSED])
@pytest.mark.parametrize("event", [E.HANDED_OVER, E.INITIATOR_LEFT])
def test_a_consult_that_hands_the_caller_over(
    consult: list[TransferEvent], event: TransferEvent
) -> None:
    moving = run(*consult, event)
    assert moving.state is S.MOVING
    assert F.HAND_OVER in moving.effects
    done = advance(moving.state, E.CALLER_MOVED)
    assert (done.state, done.outcome) == (S.COMPLETED, Outcome.COMPLETED)
    assert F.RELEASE_INITIATOR in done.effects


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([E.ROOM_FAILED], Outcome.FAILED),
        ([E.EXPIRED], Outcome.FAILED),
        ([*OFFERED, E.DECLINED], Outcome.DECLINED),
        ([*OFFERED, E.PASSED_ON, E.DECLINED], Outcome.DECLINED),
        ([*OFFERED, E.EXPIRED], Outcome.NO_ANSWER),
        ([*OFFERED, E.PASSED_ON, E.EXPIRED], Outcome.NO_ANSWER),
        ([*OFFERED, E.TARGET_BUSY], Outcome.BUSY),
        ([*OFFERED, E.VOICEMAIL_ANSWERED], Outcome.VOICEMAIL),
        ([*OFFERED, E.ACCEPTED, E.MOVE_FAILED], Outcome.FAILED),
        ([*OFFERED, E.ACCEPTED, E.EXPIRED], Outcome.FAILED),
        ([*OFFERED, E.ACCEPTED, E.TARGET_LEFT], Outcome.FAILED),
        ([*CONSULTING, E.MOVE_FAILED], Outcome.FAILED),
        ([*CONSULTING, E.EXPIRED], Outcome.FAILED),
        ([*CONSULTING, E.TARGET_LEFT], Outcome.FAILED),
        ([*PAUSED, E.MOVE_FAILED], Outcome.FAILED),
        ([*PAUSED, E.EXPIRED], Outcome.FAILED),
        ([*PAUSED, E.TARGET_LEFT], Outcome.FAILED),
        ([*CONSULTING, E.HANDED_OVER, E.EXPIRED], Outcome.FAILED),
    ],
)
def test_before_the_move_is_done_everything_reverts(
    events: list[TransferEvent], outcome: Outcome
) -> None:
    reverting = run(*events)
    assert reverting.state is S.REVERTING
    assert F.CLOSE_DESTINATION in reverting.effects
    done = advance(reverting.state, E.REVERTED, reverting.outcome)
    assert (done.state, done.outcome) == (S(outcome), outcome)


@pytest.mark.parametrize("state", OPEN)
def test_cancelling_works_in_every_state_before_completion(state: TransferState) -> None:
    step = advance(state, E.CANCELLED, Outcome.DECLINED if state is S.REVERTING else None)
    if state is S.REVERTING:  # what it reverts for is what it ends with
        assert step == Step(S.REVERTING, (F.CLOSE_DESTINATION, F.HANG_UP_TARGET), Outcome.DECLINED)
    elif state is S.INTRODUCING:  # the call is in the destination: the target alone goes
        assert step == Step(S.CANCELLED, (F.DISMISS_TARGET, F.HANG_UP_TARGET), Outcome.CANCELLED)
    else:
        assert (step.state, step.outcome) == (S.REVERTING, Outcome.CANCELLED)


def test_a_target_who_leaves_once_introduced_leaves_the_caller_where_they_are() -> None:
    step = advance(S.INTRODUCING, E.TARGET_LEFT)
    assert step == Step(S.FAILED, (F.DISMISS_TARGET, F.HANG_UP_TARGET), Outcome.FAILED)


@pytest.mark.parametrize("state", OPEN)
def test_a_caller_who_hangs_up_ends_any_transfer_at_once(state: TransferState) -> None:
    step = advance(state, E.CALLER_LEFT, Outcome.DECLINED)
    assert (step.state, step.outcome) == (S.CALLER_LEFT, Outcome.CALLER_LEFT)
    assert (F.CLOSE_DESTINATION in step.effects) == (state is not S.INTRODUCING)


@pytest.mark.parametrize("state", OPEN)
def test_an_agent_who_ends_the_call_ends_any_transfer_at_once(state: TransferState) -> None:
    assert not is_open(advance(state, E.CALL_ENDED, Outcome.DECLINED).state)


@pytest.mark.parametrize("state", [S.PREPARING, S.OFFERED, S.MOVING, S.REVERTING])
def test_the_transfer_goes_on_when_its_initiator_leaves(state: TransferState) -> None:
    assert advance(state, E.INITIATOR_LEFT, Outcome.DECLINED).state is state


@pytest.mark.parametrize("event", [event for state, event in TRANSITIONS if state is S.REVERTING])
def test_whatever_happens_while_it_reverts_the_destination_is_closed_first(
    event: TransferEvent,
) -> None:
    """Each step is carried out on its own, and an earlier one may have failed at LiveKit."""
    step = advance(S.REVERTING, event, Outcome.DECLINED)
    assert (F.CLOSE_DESTINATION in step.effects) == (event is not E.REVERTED)


@pytest.mark.parametrize("state", S)
def test_who_has_accepted_can_leave(state: TransferState) -> None:
    assert ((state, E.TARGET_LEFT) in TRANSITIONS) == (state in TARGET_IS_IN)


@pytest.mark.parametrize("state", OPEN)
def test_every_state_with_a_wait_ends_when_its_time_is_up(state: TransferState) -> None:
    assert ((state, E.EXPIRED) in TRANSITIONS) == (state not in WITHOUT_DEADLINE)
    if state not in WITHOUT_DEADLINE:
        assert advance(state, E.EXPIRED).state is S.REVERTING


@pytest.mark.parametrize("state", sorted(CONSULT_STATES))
def test_no_way_out_of_a_consult_leaves_the_caller_on_hold(state: TransferState) -> None:
    for after, event in TRANSITIONS:
        if after is state:
            step = advance(state, event)
            assert F.SWITCH_CALL not in step.effects
            # Who is brought in or handed over is on hold until they are there.
            back = step.state in (S.REVERTING, S.CONSULT_PAUSED)
            assert (F.RESUME_CALLER in step.effects) == back


@pytest.mark.parametrize(
    ("state", "event"), sorted(set(itertools.product(S, E)) - set(TRANSITIONS))
)
def test_what_is_not_in_the_table_is_refused(state: TransferState, event: TransferEvent) -> None:
    with pytest.raises(IllegalEvent):
        advance(state, event, Outcome.FAILED)


def test_reverting_has_an_outcome_from_its_beginning() -> None:
    with pytest.raises(IllegalEvent):
        advance(S.REVERTING, E.REVERTED)


def test_every_state_can_be_got_into_and_every_event_happens() -> None:
    reached, todo = {INITIAL.state}, [INITIAL]
    while todo:
        step = todo.pop()
        for state, event in TRANSITIONS:
            if state is step.state:
                after = advance(state, event, step.outcome)
                todo += [after] if after.state not in reached else []
                reached.add(after.state)
    # One that reverts ends in the state named after its outcome, whichever it was.
    reverts_to = {S(row.outcome) for row in TRANSITIONS.values() if row.outcome}
    assert reached | reverts_to == set(S)
    assert {event for _, event in TRANSITIONS} == set(E)
