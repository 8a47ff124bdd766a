from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.domain.phone_leg import Ending, LegState, before, later_of, unanswered
from warm_transfer.domain.transfer import TransferState, advance

STATES = st.sampled_from(list(LegState))


@given(st.lists(STATES, min_size=1))
def test_reports_in_any_order_and_repeated_lead_to_the_same_state(reports: list[LegState]) -> None:
    state = LegState.QUEUED
    for reported in [*reports, *reports]:
        state = later_of(state, reported)
    assert state is max(reports, key=list(LegState).index)


@given(STATES)
def test_what_has_ended_stays_so(reported: LegState) -> None:
    assert later_of(LegState.ENDED, reported) is LegState.ENDED
    assert not before(LegState.ENDED, reported)


def test_however_a_leg_ends_unanswered_the_transfer_ends_by_it() -> None:
    outcomes = {
        ending: advance(TransferState.OFFERED, unanswered(ending)).outcome for ending in Ending
    }
    assert outcomes == {
        Ending.HUNG_UP: "declined",
        Ending.BUSY: "busy",
        Ending.NO_ANSWER: "no_answer",
        Ending.CANCELLED: "no_answer",
        Ending.FAILED: "failed",
    }
