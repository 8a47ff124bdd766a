"""Keys of a telephone as tones. Pure. Frequencies: ITU-T Q.23 (11/88)."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from warm_transfer.services.telephony import g711

SAMPLE_RATE_HZ = 8_000
FRAME = SAMPLE_RATE_HZ // 50  # 20 ms
ON_FRAMES, OFF_FRAMES = 5, 5  # 100 ms each; Q.24 asks for at least 40 ms of tone
AMPLITUDE = 0.25 * 32_767  # of each of the two: -12 dB of full scale
MOST_DIGITS = 40  # waiting

_LOW_HZ = (697, 770, 852, 941)
_HIGH_HZ = (1209, 1336, 1477, 1633)
_KEYS = ("123A", "456B", "789C", "*0#D")


def frequencies_hz(digit: str) -> tuple[int, int]:
    """The two tones of a key. Raises KeyError when there is no such key."""
    return _FREQUENCIES[digit]


_FREQUENCIES = {
    key: (low, high)
    for low, row in zip(_LOW_HZ, _KEYS, strict=True)
    for high, key in zip(_HIGH_HZ, row, strict=True)
}


def tone(digit: str) -> NDArray[np.int16]:
    """100 ms of a key, then 100 ms of silence."""
    time_s = np.arange(ON_FRAMES * FRAME) / SAMPLE_RATE_HZ
    both = sum(np.sin(2 * np.pi * hz * time_s) for hz in frequencies_hz(digit))
    samples = np.zeros((ON_FRAMES + OFF_FRAMES) * FRAME, np.int16)
    samples[: ON_FRAMES * FRAME] = AMPLITUDE * both
    return samples


class Keypad:
    """Tones that wait to be played, in place of voices, 20 ms at a time, in µ-law."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=MOST_DIGITS * (ON_FRAMES + OFF_FRAMES))

    def press(self, digits: str) -> None:
        """Play these after those that wait. What is no key is passed over."""
        for digit in digits:
            if digit in _FREQUENCIES:
                self._frames.extend(g711.encode(part) for part in tone(digit).reshape(-1, FRAME))

    def next(self) -> bytes | None:
        return self._frames.popleft() if self._frames else None
