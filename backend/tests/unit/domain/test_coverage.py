"""What of a call nobody listened to, from what call workers report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from warm_transfer.domain.coverage import (
    JITTER_S,
    TOLERANCE_S,
    Coverage,
    Gap,
    abandoned,
    ended,
    listened,
)

ATTENDED = Coverage(until_s=60.0)


def test_a_report_that_goes_on_where_the_last_one_ended_leaves_no_gap() -> None:
    assert listened(ATTENDED, 1.5, 62.0, still=True) == Coverage(62.0)


def test_so_short_a_break_costs_nothing() -> None:
    assert listened(ATTENDED, 60.0 + TOLERANCE_S, 63.0, still=True).gaps == ()


def test_when_somebody_listens_again_later_what_lies_between_is_a_gap() -> None:
    assert listened(ATTENDED, 74.0, 75.0, still=True) == Coverage(75.0, (Gap(60.0, 74.0),))


def test_while_nobody_listens_the_gap_goes_on() -> None:
    alone = abandoned(ATTENDED)
    assert alone == Coverage(60.0, (Gap(60.0, None),))
    assert abandoned(alone) == alone
    assert listened(alone, 74.0, 75.0, still=True) == Coverage(75.0, (Gap(60.0, 74.0),))


def test_who_was_only_cut_off_from_us_listened_all_the_while() -> None:
    assert listened(abandoned(ATTENDED), 1.5, 80.0, still=True) == Coverage(80.0)


def test_the_last_report_of_one_who_stopped_is_no_sign_of_life() -> None:
    late = listened(abandoned(ATTENDED), 1.5, 64.0, still=False)
    assert late == Coverage(64.0, (Gap(64.0, None),))


def test_a_late_report_fills_what_it_covers_of_a_gap() -> None:
    twice = listened(listened(ATTENDED, 80.0, 81.0, still=True), 64.0, 70.0, still=False)
    assert twice == Coverage(81.0, (Gap(60.0, 64.0), Gap(70.0, 80.0)))


def test_a_report_that_took_longer_to_come_changes_nothing() -> None:
    resumed = listened(ATTENDED, 74.0, 75.0, still=True)
    assert listened(resumed, 73.5, 77.0, still=True).gaps == resumed.gaps


def test_a_call_that_ends_unheard_ends_with_a_gap() -> None:
    assert ended(ATTENDED, 90.0) == Coverage(90.0, (Gap(60.0, 90.0),))
    assert ended(abandoned(ATTENDED), 90.0) == ended(ATTENDED, 90.0)
    assert ended(ATTENDED, 61.0).gaps == ended(abandoned(ATTENDED), 61.0).gaps == ()


Stretch = tuple[float, float, bool]
stretches = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 30), st.booleans()).map(
        lambda drawn: (float(drawn[0]), float(drawn[0] + drawn[1]), drawn[2])
    ),
    max_size=8,
)


@given(stretches, st.lists(st.booleans(), min_size=8, max_size=8))
def test_no_second_that_was_listened_to_is_in_a_gap_and_all_others_are(
    reported: list[Stretch], lost: list[bool]
) -> None:
    coverage = Coverage(0.0)
    for (since_s, until_s, still), nobody in zip(reported, lost, strict=False):
        coverage = abandoned(coverage) if nobody else coverage
        coverage = listened(coverage, since_s, until_s, still=still)
    coverage = ended(coverage, 200.0)
    for second in range(200):
        middle = second + 0.5
        heard = any(
            since_s + JITTER_S <= middle <= until_s - JITTER_S for since_s, until_s, _ in reported
        )
        missed = any(gap.start_s <= middle <= (gap.end_s or 0.0) for gap in coverage.gaps)
        assert not (heard and missed)
        near = any(
            since_s - TOLERANCE_S <= middle <= until_s + TOLERANCE_S
            for since_s, until_s, _ in reported
        )
        assert missed or near or second < TOLERANCE_S
