"""Tones of keys, after ITU-T Q.23 and Q.24."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from warm_transfer.phone_simulator.dtmf import HIGH_HZ, LOW_HZ, DigitFinder, tone, tones
from warm_transfer.services.telephony import g711

ALL = "1234567890*#ABCD"


def find(samples: NDArray[np.int16]) -> str:
    finder = DigitFinder()
    finder.feed(samples)
    return "".join(heard.digit for heard in finder.heard)


def silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(round(seconds * 8000), np.int16)


def test_every_key_is_found_in_telephone_sound() -> None:
    assert find(g711.decode(g711.encode(tones(ALL)))) == ALL


def test_where_a_key_begins() -> None:
    finder = DigitFinder()
    finder.feed(np.concatenate((silence(1.0), tone("5", 0.1), silence(0.1))))
    (heard,) = finder.heard
    assert abs(heard.at_sample - 8000) <= 80


def test_sound_may_come_in_pieces_of_any_size() -> None:
    sound = tones("0042#")
    for size in (1, 160, 777):
        finder = DigitFinder()
        for start in range(0, len(sound), size):
            finder.feed(sound[start : start + size])
        assert "".join(heard.digit for heard in finder.heard) == "0042#"


@pytest.mark.parametrize("seconds", [0.04, 0.05, 0.5, 3.0])
def test_a_key_held_is_one_digit(seconds: float) -> None:
    assert find(np.concatenate((silence(0.1), tone("7", seconds), silence(0.1)))) == "7"


def test_the_same_key_twice_with_the_shortest_gap() -> None:
    assert find(np.concatenate([tone("7", 0.04), silence(0.04)] * 2)) == "77"


def test_waits_are_silent() -> None:
    assert len(tones("wW1")) == round(8000 * (0.5 + 1 + 0.1 + 0.1))
    assert not tones("wW").any()


@pytest.mark.parametrize("off", [-0.015, 0.015])
def test_frequencies_may_be_off_by_one_and_a_half_percent(off: float) -> None:
    at = np.arange(800) / 8000 * 2 * np.pi * (1 + off)
    sound = 5000 * (np.sin(LOW_HZ[1] * at) + np.sin(HIGH_HZ[1] * at))
    assert find(sound.astype(np.int16)) == "5"


def test_what_is_no_key() -> None:
    random = np.random.default_rng(1)
    at = np.arange(80_000) / 8000 * 2 * np.pi
    for sound in (
        silence(10),
        (random.standard_normal(80_000) * 4000).astype(np.int16),
        (8000 * np.sin(697 * at)).astype(np.int16),
        (4000 * (np.sin(350 * at) + np.sin(440 * at))).astype(np.int16),  # dial tone
        np.concatenate((tone("1", 0.01), silence(0.1))),
    ):
        assert find(sound) == ""


def test_speech_is_no_key() -> None:
    """A voice: a hundred and twenty hertz and its harmonics, swelling and gliding."""
    at = np.arange(80_000) / 8000
    pitch = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * at)) / 8000
    voice = sum(np.sin(n * pitch) / n for n in range(1, 28))
    assert find((3000 * voice * (1 + np.sin(9 * at))).astype(np.int16)) == ""
