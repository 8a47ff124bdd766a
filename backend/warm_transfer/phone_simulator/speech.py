"""What a person at a phone says: µ-law, sample by sample since they began."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from warm_transfer.phone_simulator.config import FRAME_SAMPLES, SAMPLE_RATE_HZ
from warm_transfer.services.telephony import g711

_TONE_AMPLITUDE = 8000  # of 32767
# A microphone's sound comes in pieces, late by what a network and a browser are late by.
_LIVE_STARTS_WITH = 2 * FRAME_SAMPLES
_LIVE_AT_MOST = 12 * FRAME_SAMPLES  # 240 ms: what is older is not worth hearing


class Speech(Protocol):
    def next(self, first: int, count: int) -> bytes:
        """`count` samples from `first` on. It is asked for each sample once, in order."""


class Silence:
    def next(self, first: int, count: int) -> bytes:
        return g711.SILENCE * count


class Tone:
    def __init__(self, hz: float) -> None:
        self._hz = hz

    def next(self, first: int, count: int) -> bytes:
        at = np.arange(first, first + count) / SAMPLE_RATE_HZ
        wave = np.sin(2 * np.pi * self._hz * at) * _TONE_AMPLITUDE
        return g711.encode(wave.astype(np.int16))


class Recording:
    """Once, or again and again."""

    def __init__(self, payload: bytes, *, loop: bool) -> None:
        self._payload, self._loop = payload, loop

    def next(self, first: int, count: int) -> bytes:
        if not self._loop:
            part = self._payload[first : first + count]
            return part + g711.SILENCE * (count - len(part))
        start = first % len(self._payload)
        repeats = (start + count) // len(self._payload) + 1
        return (self._payload * repeats)[start : start + count]


class Live:
    """A microphone: what came in, as it comes in, and silence where nothing did."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._flowing = False

    def add(self, payload: bytes) -> None:
        self._waiting += payload
        del self._waiting[:-_LIVE_AT_MOST]

    def next(self, first: int, count: int) -> bytes:
        if not self._flowing and len(self._waiting) < _LIVE_STARTS_WITH:
            return g711.SILENCE * count
        part = bytes(self._waiting[:count])
        del self._waiting[:count]
        self._flowing = len(part) == count
        return part + g711.SILENCE * (count - len(part))
