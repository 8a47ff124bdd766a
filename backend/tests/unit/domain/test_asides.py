"""What was to be listened to while the caller was on hold or the agents consulted."""

from __future__ import annotations

from warm_transfer.domain.asides import Aside, Stay, missing, that_counts, up_to_date
from warm_transfer.domain.coverage import Gap

HELD = Aside(60.0, 90.0, None)
CONSULT = Aside(60.0, 90.0, "there")
GOES_ON = Aside(60.0, None, "there")


def test_an_aside_begins_when_the_caller_was_put_on_hold_and_ends_when_that_is_seen() -> None:
    held = up_to_date((), Aside(60.0, None, None), 61.0)
    assert held == (Aside(60.0, None, None),)
    assert up_to_date(held, Aside(60.0, None, None), 62.0) is held
    assert up_to_date(held, None, 90.0) == (HELD,)
    assert up_to_date((HELD,), None, 95.0) == (HELD,)


def test_a_consult_that_begins_on_hold_begins_where_the_mere_hold_ended() -> None:
    held = (Aside(60.0, None, None),)
    assert up_to_date(held, GOES_ON, 70.0) == (Aside(60.0, 70.0, None), Aside(70.0, None, "there"))


def test_nothing_is_missing_of_a_hold() -> None:
    assert missing([Gap(70.0, 80.0)], [HELD]) == ()
    assert missing([Gap(50.0, 100.0)], [HELD]) == (Gap(50.0, 60.0), Gap(90.0, 100.0))
    assert missing([Gap(70.0, None)], [HELD]) == (Gap(90.0, None),)
    assert missing([Gap(50.0, None)], [Aside(60.0, None, None)]) == (Gap(50.0, 60.0),)
    assert missing([Gap(10.0, 20.0), Gap(95.0, None)], [HELD]) == (Gap(10.0, 20.0), Gap(95.0, None))


def test_a_consult_is_missing_where_nobody_listened_to_it() -> None:
    assert missing([Gap(50.0, 100.0)], [CONSULT]) == (Gap(50.0, 100.0),)


def test_whoever_stays_with_the_caller_does_not_hear_the_consult() -> None:
    stay = Stay(1.0, 100.0, still=True)
    before = Stay(1.0, 60.0, still=False)
    assert that_counts(stay, "here", "here", [CONSULT]) == [before, Stay(90.0, 100.0, still=True)]
    assert that_counts(stay, "here", "here", [GOES_ON]) == [before]
    assert that_counts(stay, "here", "here", [HELD]) == [stay]


def test_whoever_stays_in_the_consults_room_hears_what_is_said_in_the_consult() -> None:
    stay = Stay(40.0, 100.0, still=True)
    assert that_counts(stay, "there", "here", [CONSULT]) == [Stay(60.0, 90.0, still=False)]
    assert that_counts(stay, "there", "here", [GOES_ON]) == [Stay(60.0, 100.0, still=True)]
    assert that_counts(stay, "there", "here", [HELD]) == []
    assert that_counts(stay, "there", "there", [CONSULT]) == [stay]  # the call has come there


def test_what_is_yet_to_be_reported_counts_for_nothing() -> None:
    """A sentence that began in the consult, and that has not been reported yet."""
    assert that_counts(Stay(1.0, 85.0, still=True), "here", "here", [CONSULT]) == [
        Stay(1.0, 60.0, still=False)
    ]
