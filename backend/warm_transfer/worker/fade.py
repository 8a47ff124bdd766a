"""Turning a sound on and off without a click. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FADE_S = 0.3


class Fade:
    """A gain between 0 and 1 that moves one way or the other by so much with each sample."""

    def __init__(self, sample_rate: int) -> None:
        self._step = 1 / (FADE_S * sample_rate)
        self._gain = 0.0
        self._on = False

    @property
    def silent(self) -> bool:
        return not self._on and self._gain == 0

    def turn(self, on: bool) -> None:
        self._on = on

    def apply(self, samples: NDArray[np.floating]) -> NDArray[np.floating]:
        """The samples at their volume, which goes on where it was."""
        step = self._step if self._on else -self._step
        gains = np.clip(self._gain + step * np.arange(1, len(samples) + 1), 0, 1)
        self._gain = float(gains[-1])
        faded: NDArray[np.floating] = samples * gains
        return faded
