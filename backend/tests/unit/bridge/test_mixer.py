"""Voices of a room, for a phone: which tones pass, and which do not come back as others."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from warm_transfer.bridge.mixer import ROOM_FRAME, ROOM_RATE_HZ, Mixer

PHONE_RATE_HZ = 8_000
FRAMES = 50


def tone(hz: float, amplitude: float = 8_000) -> NDArray[np.int16]:
    at = np.arange(FRAMES * ROOM_FRAME) / ROOM_RATE_HZ
    return (amplitude * np.sin(2 * np.pi * hz * at)).astype(np.int16)


def through(*voices: NDArray[np.int16]) -> NDArray[np.int16]:
    mixer, mixed = Mixer(), []
    mixer.add_row()
    for begin in range(0, FRAMES * ROOM_FRAME, ROOM_FRAME):
        mixed += list(mixer.mix([[part(voice, begin) for voice in voices]]))
    return np.concatenate(mixed)


def part(voice: NDArray[np.int16], begin: int) -> bytes:
    return voice[begin : begin + ROOM_FRAME].tobytes()


def spectrum(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    """Amplitude by Hz, without the filter's beginning."""
    steady = samples[-PHONE_RATE_HZ // 2 :].astype(np.float64)
    window = np.hanning(len(steady))
    amplitudes: NDArray[np.float64] = 2 * np.abs(np.fft.rfft(steady * window)) / window.sum()
    return amplitudes


def decibels(value: float, reference: float) -> float:
    return float(20 * np.log10(max(value, 1e-9) / reference))


@pytest.mark.parametrize("hz", [300, 1_000, 2_000, 3_000, 3_400])
def test_the_band_of_telephones_passes_evenly_and_clean(hz: int) -> None:
    amplitudes = spectrum(through(tone(hz)))
    peak = int(amplitudes.argmax())
    assert peak * 2 == hz  # bins of 2 Hz
    assert abs(decibels(amplitudes[peak], 8_000)) < 0.5
    amplitudes[max(0, peak - 4) : peak + 5] = 0
    assert decibels(float(amplitudes.max()), 8_000) < -60


@pytest.mark.parametrize("hz", [4_600, 5_000, 6_000, 7_000, 7_900])
def test_what_is_above_does_not_fold_back(hz: int) -> None:
    assert decibels(float(spectrum(through(tone(hz))).max()), 8_000) < -50


def test_two_voices_are_both_heard() -> None:
    amplitudes = spectrum(through(tone(1_000), tone(1_800)))
    assert decibels(amplitudes[500], 8_000) > -0.5
    assert decibels(amplitudes[900], 8_000) > -0.5


def test_voices_that_are_too_loud_together_are_cut_and_do_not_wrap_around() -> None:
    loud = np.full(FRAMES * ROOM_FRAME, 30_000, np.int16)
    mixed = through(loud, loud, loud)
    assert mixed[200:].min() == mixed.max() == 32_767


def test_phones_hear_their_own_voices_and_no_others() -> None:
    mixer, low, high = Mixer(), tone(1_000), tone(1_800)
    for _ in range(3):
        mixer.add_row()
    frames = []
    for begin in range(0, FRAMES * ROOM_FRAME, ROOM_FRAME):
        voices = [[part(low, begin)], [], [part(low, begin), part(high, begin)]]
        frames.append(mixer.mix(voices))
    first, second, third = np.concatenate(frames, axis=1)
    assert (first == through(low)).all()
    assert not second.any()
    assert (third == through(low, high)).all()


def test_a_phone_that_goes_leaves_the_sound_of_the_others_as_it_was() -> None:
    mixer, voice = Mixer(), tone(1_000)
    mixer.add_row()
    mixer.add_row()
    heard = [mixer.mix([[], [part(voice, 0)]])[1]]
    mixer.remove_row(0)
    for begin in range(ROOM_FRAME, FRAMES * ROOM_FRAME, ROOM_FRAME):
        heard += list(mixer.mix([[part(voice, begin)]]))
    assert (np.concatenate(heard) == through(voice)).all()


def test_nobody_is_silence() -> None:
    mixer = Mixer()
    mixer.add_row()
    mixer.mix([[part(tone(1_000), 0)]])
    tail = mixer.mix([[]])[0]
    assert tail[:20].any()  # the last sound is still in the filter
    assert not tail[40:].any()
    assert not mixer.mix([[]]).any()
