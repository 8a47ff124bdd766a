"""From the voices of rooms, at 16 kHz, to the one voice that each phone plays, at 8 kHz.

Pure. LiveKit's own way to 8 kHz lets a tone of 5 kHz through as one of 3 kHz, only 16 dB weaker,
and takes 4 dB from 3 kHz; its way to 16 kHz is clean. So the last halving is done here: a sinc
under a Kaiser window (Oppenheim and Schafer, "Discrete-Time Signal Processing", 7.5). As a matrix,
it is one multiplication for many phones, which costs hardly more than one for each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROOM_RATE_HZ = 16_000
ROOM_FRAME = ROOM_RATE_HZ // 50  # 20 ms
PHONE_FRAME = ROOM_FRAME // 2
CUTOFF_HZ = 3_900
TAPS = 64  # 2 ms of delay
KEPT = TAPS - 2  # samples of the frame before, which the filter reaches back to
KAISER_BETA = 5.65  # 60 dB
LOUDEST = 32_767
SILENCE = bytes(2 * ROOM_FRAME)


def _halving() -> NDArray[np.float32]:
    """From a frame and the end of the one before to half as many samples."""
    cutoff = 2 * CUTOFF_HZ / ROOM_RATE_HZ
    at = np.arange(TAPS) - (TAPS - 1) / 2
    taps = cutoff * np.sinc(cutoff * at) * np.kaiser(TAPS, KAISER_BETA)
    matrix = np.zeros((KEPT + ROOM_FRAME, PHONE_FRAME), np.float32)
    for sample in range(PHONE_FRAME):
        matrix[2 * sample : 2 * sample + TAPS, sample] = taps / taps.sum()
    return matrix


_HALVING = _halving()


class Mixer:
    """One row per phone."""

    def __init__(self) -> None:
        self._lines = np.zeros((0, KEPT + ROOM_FRAME), np.float32)

    def add_row(self) -> None:
        """After the others."""
        self._lines = np.vstack([self._lines, np.zeros(KEPT + ROOM_FRAME, np.float32)])

    def remove_row(self, row: int) -> None:
        self._lines = np.delete(self._lines, row, axis=0)

    def mix(self, voices: Sequence[Sequence[bytes]]) -> NDArray[np.int16]:
        """20 ms for each phone, given the voices it is to hear. Too loud together, they are cut."""
        lines = self._lines
        lines[:, :KEPT] = lines[:, ROOM_FRAME:]
        first = b"".join([heard[0] if heard else SILENCE for heard in voices])
        lines[:, KEPT:] = np.frombuffer(first, np.int16).reshape(-1, ROOM_FRAME)
        for row, heard in enumerate(voices):
            for voice in heard[1:]:
                lines[row, KEPT:] += np.frombuffer(voice, np.int16)
        mixed = lines @ _HALVING
        np.minimum(mixed, LOUDEST, out=mixed)
        np.maximum(mixed, -LOUDEST, out=mixed)
        return mixed.astype(np.int16)
