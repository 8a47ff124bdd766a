"""How much waits at the phone."""

from __future__ import annotations

from warm_transfer.bridge.far_queue import FarQueue


def test_what_is_sent_in_time_does_not_wait() -> None:
    queue = FarQueue()
    for number in range(100):
        now_s = 1_000 + number * 0.02
        assert queue.has_room(now_s)
        assert not queue.is_stale(now_s)
        queue.sent(now_s)


def test_what_is_sent_at_once_waits_until_there_is_no_room() -> None:
    queue, sent = FarQueue(), 0
    while queue.has_room(1_000):
        queue.sent(1_000)
        sent += 1
    assert sent == 6
    assert queue.is_stale(1_000)
    queue.cleared()
    assert not queue.is_stale(1_000)
    assert queue.has_room(1_000)
