"""Frames of a voice between LiveKit's pace and ours."""

from __future__ import annotations

from warm_transfer.bridge.voice_queue import MOST_FRAMES, READY_FRAMES, SPARE_FOR, VoiceQueue


def test_it_begins_when_enough_waits() -> None:
    queue = VoiceQueue()
    assert queue.next() is None
    queue.put(b"a")
    assert queue.next() is None
    queue.put(b"b")
    assert [queue.next() for _ in range(3)] == [b"a", b"b", None]
    queue.put(b"c")
    assert queue.next() == b"c"


def test_the_oldest_is_dropped_for_a_newer_one() -> None:
    queue = VoiceQueue()
    for number in range(100):
        queue.put(b"%d" % number)
    assert len(queue) == MOST_FRAMES
    assert queue.next() == b"95"


def test_what_waits_without_need_is_shed() -> None:
    queue = VoiceQueue()
    for number in range(MOST_FRAMES):
        queue.put(b"%d" % number)
    for number in range(6 * SPARE_FOR):
        queue.next()
        queue.put(b"%d" % number)
    assert len(queue) == READY_FRAMES


def test_whom_nobody_hears_is_ready_to_be_heard_and_no_more() -> None:
    queue = VoiceQueue()
    assert queue.skim() is None
    for number in range(4):
        queue.put(b"%d" % number)
    assert queue.skim() == b"3"
    assert [queue.next() for _ in range(3)] == [b"2", b"3", None]
