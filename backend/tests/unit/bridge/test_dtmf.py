"""Keys as tones."""

from __future__ import annotations

import numpy as np
import pytest

from warm_transfer.bridge.dtmf import FRAME, MOST_DIGITS, SAMPLE_RATE_HZ, Keypad, tone
from warm_transfer.services.telephony import g711

# ITU-T Q.23
KEYS = {
    "1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "A": (697, 1633),
    "4": (770, 1209), "5": (770, 1336), "6": (770, 1477), "B": (770, 1633),
    "7": (852, 1209), "8": (852, 1336), "9": (852, 1477), "C": (852, 1633),
    "*": (941, 1209), "0": (941, 1336), "#": (941, 1477), "D": (941, 1633),
}  # fmt: skip


@pytest.mark.parametrize(("key", "both"), KEYS.items())
def test_a_key_is_its_two_tones_for_100_ms_then_silence(key: str, both: tuple[int, int]) -> None:
    samples = tone(key)
    assert len(samples) == SAMPLE_RATE_HZ // 5
    sound, silence = np.split(samples.astype(np.float64), 2)
    assert not silence.any()
    time_s = np.arange(len(sound)) / SAMPLE_RATE_HZ
    loudest = sorted(
        {hz for tones in KEYS.values() for hz in tones},
        key=lambda hz: -abs(np.sum(sound * np.exp(-2j * np.pi * hz * time_s))),
    )
    assert set(loudest[:2]) == set(both)


def test_a_keypad_plays_20_ms_at_a_time_in_order() -> None:
    keypad = Keypad()
    assert keypad.next() is None
    keypad.press("1x2")
    frames = [keypad.next() for _ in range(20)]
    assert keypad.next() is None
    played = b"".join([frame for frame in frames if frame is not None])
    assert played == g711.encode(np.concatenate([tone("1"), tone("2")]))


def test_what_waits_is_bounded() -> None:
    keypad = Keypad()
    for _ in range(100):
        keypad.press("1234567890")
    waiting = 0
    while (frame := keypad.next()) is not None:
        assert len(frame) == FRAME
        waiting += 1
    assert waiting == MOST_DIGITS * 10
