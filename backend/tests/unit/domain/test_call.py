from __future__ import annotations

import itertools

import pytest

from warm_transfer.domain.call import TRANSITIONS, CallEvent, CallState, advance
from warm_transfer.domain.state_machine import IllegalEvent


def test_a_call_waits_is_answered_waits_again_and_ends() -> None:
    state = advance(CallState.WAITING, CallEvent.AGENT_JOINED)
    assert state is CallState.ACTIVE
    state = advance(state, CallEvent.LAST_AGENT_LEFT)
    assert state is CallState.WAITING
    assert advance(state, CallEvent.CALLER_LEFT) is CallState.ENDED


@pytest.mark.parametrize(
    ("state", "event"),
    sorted(set(itertools.product(CallState, CallEvent)) - set(TRANSITIONS)),
)
def test_what_is_not_in_the_table_is_refused(state: CallState, event: CallEvent) -> None:
    with pytest.raises(IllegalEvent) as refused:
        advance(state, event)
    assert (refused.value.state, refused.value.event) == (state, event)


@pytest.mark.parametrize("event", CallEvent)
def test_an_ended_call_stays_ended(event: CallEvent) -> None:
    with pytest.raises(IllegalEvent):
        advance(CallState.ENDED, event)
