from __future__ import annotations

from warm_transfer.ops.backoff import FIRST_DELAY_S, HEALTHY_AFTER_S, LONGEST_DELAY_S, Backoff


def test_waits_twice_as_long_after_each_short_run_up_to_a_limit() -> None:
    backoff = Backoff()
    delays = [backoff.next_delay_s(ran_for_s=1) for _ in range(9)]
    assert delays == [0.5, 1, 2, 4, 8, 16, LONGEST_DELAY_S, LONGEST_DELAY_S, LONGEST_DELAY_S]


def test_begins_anew_after_a_healthy_run() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.next_delay_s(ran_for_s=1)
    assert backoff.next_delay_s(ran_for_s=HEALTHY_AFTER_S) == FIRST_DELAY_S
