"""When a connection to a room could hear it."""

from __future__ import annotations

from warm_transfer.worker.hearing import Hearing, Stretch


def test_it_hears_from_its_beginning_to_its_end() -> None:
    hearing = Hearing(10.0)
    assert hearing.stretches == [Stretch(10.0)]
    hearing.end(20.0)
    hearing.end(25.0)
    assert hearing.stretches == [Stretch(10.0, 20.0)]


def test_while_the_connection_is_lost_nothing_is_heard() -> None:
    hearing = Hearing(10.0)
    hearing.lost(20.0)
    assert hearing.stretches == [Stretch(10.0, 20.0)]
    hearing.found(25.0)
    assert hearing.stretches == [Stretch(10.0, 20.0), Stretch(25.0)]


def test_sound_that_still_comes_is_heard_all_the_same() -> None:
    hearing = Hearing(10.0)
    hearing.heard(15.0)
    hearing.lost(20.0)
    hearing.heard(24.9)
    assert hearing.stretches == [Stretch(10.0, 24.9)]
    hearing.found(25.0)
    assert hearing.stretches == [Stretch(10.0, 24.9), Stretch(25.0)]


def test_one_that_ends_while_it_is_lost_ended_when_it_was_lost() -> None:
    hearing = Hearing(10.0)
    hearing.lost(20.0)
    hearing.end(40.0)
    hearing.found(41.0)
    hearing.lost(42.0)
    assert hearing.stretches == [Stretch(10.0, 20.0)]
