"""What somebody at a phone hears: which of the tones, how steadily, and for how long not."""

from __future__ import annotations

import asyncio

import numpy as np
from numpy.typing import NDArray

from tests.support.phone_simulator import HEARD_HZ, PhoneSimulator
from tests.support.waiting import until

WINDOW_S = 0.02  # one frame of a phone
WINDOW = round(HEARD_HZ * WINDOW_S)
LATELY = 25  # windows: half a second
STEADY = 20  # of them
QUIET = 0.005  # of full scale
AUDIBLE = 0.03  # of full scale; the tones are sent at 0.25


class PhoneEars:
    def __init__(self, phones: PhoneSimulator, sid: str) -> None:
        self._phones = phones
        self._sid = sid

    async def hears(self, tone_hz: int) -> None:
        """Wait until the tone is there steadily."""

        async def steadily() -> bool:
            lately = (await self._amplitudes(tone_hz))[-LATELY:]
            return int((lately > AUDIBLE).sum()) >= STEADY

        await until(steadily, f"the phone hears {tone_hz} Hz")

    async def silent_of(self, tone_hz: int) -> None:
        async def gone() -> bool:
            lately = (await self._amplitudes(tone_hz))[-LATELY:]
            return len(lately) == LATELY and not bool((lately > AUDIBLE).any())

        await until(gone, f"the phone no longer hears {tone_hz} Hz")

    async def hears_something(self) -> None:
        """Wait until there is sound, such as music."""

        async def sounds() -> bool:
            lately = (await self._phones.heard(self._sid))[-LATELY * WINDOW :]
            return len(lately) > 0 and float(np.abs(lately).max()) > QUIET * 32768

        await until(sounds, "the phone hears something")

    async def longest_hole_s(self, *tones_hz: int, since_window: int) -> float:
        """The longest stretch in which none of the tones was heard, in seconds."""
        heard = await asyncio.gather(*(self._amplitudes(hz) for hz in tones_hz))
        shortest = min(len(each) for each in heard)
        there = np.any([each[:shortest] > AUDIBLE for each in heard], axis=0)[since_window:]
        edges = np.flatnonzero(np.concatenate(([True], there, [True])))
        return float((np.diff(edges) - 1).max() * WINDOW_S)

    async def now(self) -> int:
        """How many windows were heard until now."""
        return len(await self._phones.heard(self._sid)) // WINDOW

    async def _amplitudes(self, tone_hz: int) -> NDArray[np.float64]:
        """Of the tone, window by window, as a part of full scale."""
        samples = await self._phones.heard(self._sid)
        count = len(samples) // WINDOW
        windows = samples[: count * WINDOW].reshape(count, WINDOW).astype(np.float64) / 32768
        turning = np.exp(-2j * np.pi * tone_hz * np.arange(WINDOW) / HEARD_HZ)
        amplitudes: NDArray[np.float64] = np.abs(windows @ turning) * 2 / WINDOW
        return amplitudes
