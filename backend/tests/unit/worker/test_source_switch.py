"""Which track of a speaker is listened to while a call moves."""

from __future__ import annotations

from warm_transfer.worker.source_switch import STALLED_AFTER_S, SourceSwitch


def two_rooms() -> SourceSwitch:
    switch = SourceSwitch()
    switch.add("origin")
    assert switch.accepts("origin", silent=False, now=0.0)
    switch.add("destination")
    return switch


def test_only_one_of_two_rooms_is_heard() -> None:
    switch = two_rooms()
    assert switch.accepts("destination", silent=False, now=0.10)
    assert not switch.accepts("origin", silent=False, now=0.11)
    assert switch.accepts("destination", silent=False, now=0.12)


def test_a_destination_that_carries_no_sound_yet_does_not_count() -> None:
    switch = two_rooms()
    assert not switch.accepts("destination", silent=True, now=0.10)
    assert switch.accepts("origin", silent=False, now=0.11)


def test_silence_after_sound_counts() -> None:
    switch = two_rooms()
    switch.accepts("destination", silent=False, now=0.10)
    assert switch.accepts("destination", silent=True, now=0.12)
    assert not switch.accepts("origin", silent=False, now=0.13)


def test_a_reverted_move_falls_back_to_the_origin() -> None:
    switch = two_rooms()
    switch.accepts("destination", silent=False, now=0.10)
    switch.remove("destination")
    assert switch.accepts("origin", silent=False, now=0.12)


def test_a_destination_that_stalls_gives_way_until_it_is_back() -> None:
    switch = two_rooms()
    switch.accepts("destination", silent=False, now=0.10)
    stalled = 0.10 + STALLED_AFTER_S + 0.01
    assert switch.accepts("origin", silent=False, now=stalled)
    assert switch.accepts("destination", silent=False, now=stalled + 0.02)
    assert not switch.accepts("origin", silent=False, now=stalled + 0.03)


def test_a_republished_track_takes_over_in_the_same_room() -> None:
    switch = SourceSwitch()
    switch.add("first")
    switch.accepts("first", silent=False, now=0.0)
    switch.add("again")
    assert switch.accepts("again", silent=False, now=0.02)


def test_a_source_that_is_gone_is_not_heard() -> None:
    switch = two_rooms()
    switch.remove("origin")
    switch.remove("origin")
    assert not switch.accepts("origin", silent=False, now=0.1)
