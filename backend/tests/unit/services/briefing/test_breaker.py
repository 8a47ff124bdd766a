"""When a writer that fails is left alone, by a clock that is passed in."""

from __future__ import annotations

from warm_transfer.services.briefing.breaker import FAILURES, LONGEST_S, OPEN_S, Breaker


def failing(times: int, now_s: float = 100.0) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker = breaker.failed(now_s)
    return breaker


def test_a_failure_or_two_change_nothing() -> None:
    assert failing(FAILURES - 1).allows(100.0)


def test_several_in_a_row_open_it_for_a_while() -> None:
    breaker = failing(FAILURES)
    assert breaker.is_open
    assert not breaker.allows(100.0 + OPEN_S - 0.1)
    assert breaker.allows(100.0 + OPEN_S)


def test_a_success_between_them_starts_the_count_anew() -> None:
    assert not failing(FAILURES - 1).written().failed(100.0).is_open


def test_one_request_at_a_time_tries_whether_it_works_again() -> None:
    trying = failing(FAILURES).started()
    assert not trying.allows(100.0 + OPEN_S)
    assert trying.given_up().allows(100.0 + OPEN_S)
    assert trying.written() == Breaker()


def test_a_failed_try_opens_it_for_twice_as_long() -> None:
    breaker = failing(FAILURES).started().failed(200.0)
    assert not breaker.allows(200.0 + 2 * OPEN_S - 0.1)
    assert breaker.allows(200.0 + 2 * OPEN_S)


def test_it_is_tried_again_after_some_minutes_however_often_it_failed() -> None:
    breaker = failing(FAILURES)
    for _ in range(20):
        breaker = breaker.started().failed(0.0)
    assert breaker.open_until_s == LONGEST_S


def test_what_a_service_asks_for_is_kept() -> None:
    assert Breaker().failed(0.0, retry_after_s=42.0).open_until_s == 42.0


def test_what_a_person_has_to_mend_is_not_tried_for_minutes() -> None:
    assert Breaker().failed(0.0, retryable=False).open_until_s == LONGEST_S
