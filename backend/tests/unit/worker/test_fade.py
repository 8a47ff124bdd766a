from __future__ import annotations

import numpy as np

from warm_transfer.worker.fade import FADE_S, Fade

RATE = 8000
ONES = np.ones(RATE)


def test_it_begins_silent_and_ends_silent() -> None:
    fade = Fade(RATE)
    assert fade.silent
    fade.turn(True)
    assert not fade.silent
    fade.apply(ONES)
    fade.turn(False)
    assert not fade.silent  # what is heard has yet to fade
    fade.apply(ONES)
    assert fade.silent


def test_it_takes_its_time_both_ways_and_never_jumps() -> None:
    fade = Fade(RATE)
    fade.turn(True)
    rising = fade.apply(ONES)
    fade.turn(False)
    falling = fade.apply(ONES)
    for gains in (rising, falling):
        assert np.abs(np.diff(gains)).max() < 1.01 / (FADE_S * RATE)
    assert np.count_nonzero(rising < 1) + 1 == round(FADE_S * RATE)
    assert np.count_nonzero(falling) + 1 == round(FADE_S * RATE)


def test_one_turned_back_on_goes_on_from_where_it_is() -> None:
    fade = Fade(RATE)
    fade.turn(True)
    fade.apply(ONES)
    fade.turn(False)
    half = fade.apply(np.ones(int(RATE * FADE_S / 2)))[-1]
    fade.turn(True)
    assert fade.apply(ONES)[0] > half
