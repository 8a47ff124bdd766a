"""The tones of keys, made and found: ITU-T Q.23 and Q.24."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from warm_transfer.phone_simulator.config import SAMPLE_RATE_HZ

LOW_HZ = (697, 770, 852, 941)
HIGH_HZ = (1209, 1336, 1477, 1633)
KEYS = ("123A", "456B", "789C", "*0#D")

TONE_S = 0.1
GAP_S = 0.1
SHORT_WAIT_S, LONG_WAIT_S = 0.5, 1.0  # what Twilio waits for `w` and `W`
_AMPLITUDE = 6000  # of each of the two, of 32767

# 25.6 ms: long enough to tell 697 from 770 Hz, short enough to fit into the 40 ms that Q.24 says a
# tone must have to be heard.
_BLOCK = 205
_HOP = 40
_PIECE = 8000  # samples looked at together, which bounds the memory it takes
# Blocks in a row. Four reach over 40.6 ms with what they have in common with the gaps cut off;
# Q.24 lets a receiver ignore what is shorter than about 20 ms.
_FEWEST_BLOCKS = 3
_QUIETEST = 200.0  # amplitude of one of the two: about -44 dBm0
# How much of a block's energy the two tones must have. Off by the 1.5 % that Q.24 says must be
# heard, the higher one loses over half of its own to the filter's neighbours.
_PURITY = 0.5
_TWIST_DB = 9.0  # how unequal they may be
_ABOVE_OTHERS_DB = 6.0


@dataclass(frozen=True, slots=True)
class HeardDigit:
    digit: str
    at_sample: int


def tones(digits: str) -> NDArray[np.int16]:
    """The sound of keys pressed one after the other. `w` and `W` are waits."""
    parts = []
    for digit in digits:
        if digit in "wW":
            parts.append(_silence(SHORT_WAIT_S if digit == "w" else LONG_WAIT_S))
        else:
            parts += [tone(digit, TONE_S), _silence(GAP_S)]
    return np.concatenate(parts) if parts else _silence(0)


def tone(digit: str, seconds: float) -> NDArray[np.int16]:
    row = next(index for index, keys in enumerate(KEYS) if digit in keys)
    at = np.arange(round(seconds * SAMPLE_RATE_HZ)) * (2 * np.pi / SAMPLE_RATE_HZ)
    both = np.sin(LOW_HZ[row] * at) + np.sin(HIGH_HZ[KEYS[row].index(digit)] * at)
    samples: NDArray[np.int16] = (both * _AMPLITUDE).astype(np.int16)
    return samples


class DigitFinder:
    """Finds the keys whose tones are in a sound that comes piece by piece."""

    def __init__(self) -> None:
        self.heard: list[HeardDigit] = []
        self._pending: NDArray[np.int16] = _silence(0)
        self._at_block = 0
        self._current, self._run, self._first = "", 0, 0

    def feed(self, samples: NDArray[np.int16]) -> None:
        for start in range(0, len(samples), _PIECE):
            self._feed(samples[start : start + _PIECE])

    def _feed(self, samples: NDArray[np.int16]) -> None:
        self._pending = np.concatenate((self._pending, samples))
        if len(self._pending) < _BLOCK:
            return
        blocks = np.lib.stride_tricks.sliding_window_view(self._pending, _BLOCK)[::_HOP]
        for key in _keys(blocks.astype(np.float64)):
            self._take(key)
        self._pending = self._pending[len(blocks) * _HOP :]

    def _take(self, key: str) -> None:
        if key != self._current:
            self._current, self._run, self._first = key, 0, self._at_block
        self._run += 1
        if key and self._run == _FEWEST_BLOCKS:
            self.heard.append(HeardDigit(key, self._first * _HOP))
        self._at_block += 1


def _keys(blocks: NDArray[np.float64]) -> list[str]:
    """The key in each block, "" for none. Goertzel's filter, for all blocks at once."""
    at = np.arange(_BLOCK) * (2j * np.pi / SAMPLE_RATE_HZ)
    low, high = (
        np.abs(blocks @ np.exp(np.outer(at, np.array(group)))) * (2 / _BLOCK)
        for group in (LOW_HZ, HIGH_HZ)
    )
    best_low, best_high = low.max(axis=1), high.max(axis=1)
    energy = np.maximum((blocks**2).mean(axis=1), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        twist_db = np.abs(20 * np.log10(best_low / best_high))
    found = (
        (np.minimum(best_low, best_high) > _QUIETEST)
        & ((best_low**2 + best_high**2) / 2 > _PURITY * energy)
        & (twist_db < _TWIST_DB)
        & _stands_out(low)
        & _stands_out(high)
    )
    rows, columns = low.argmax(axis=1), high.argmax(axis=1)
    return [
        KEYS[row][column] if one else ""
        for one, row, column in zip(found, rows, columns, strict=True)
    ]


def _stands_out(group: NDArray[np.float64]) -> NDArray[np.bool_]:
    ordered = np.sort(group, axis=1)
    stands_out: NDArray[np.bool_] = ordered[:, -1] > ordered[:, -2] * 10 ** (_ABOVE_OTHERS_DB / 20)
    return stands_out


def _silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.int16)
