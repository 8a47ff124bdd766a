"""Voices that are told apart by ear and by arithmetic: one pure tone per person."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

SAMPLE_RATE_HZ = 48_000
# Multiples of 50 Hz, so that the 20 ms windows of the audio probe see each without the others; none
# is a harmonic of another, and the hold music has next to nothing there (0.2 % of full scale).
CALLER_HZ = 3350
AGENT_A_HZ = 2050
AGENT_B_HZ = 2550
AMPLITUDE = 0.25  # three of them together do not clip


def write_tone(path: Path, frequency_hz: int, seconds: int = 2) -> Path:
    """A mono WAV of one tone. A whole number of periods, so that it loops without a click."""
    time_s = np.arange(SAMPLE_RATE_HZ * seconds) / SAMPLE_RATE_HZ
    samples = AMPLITUDE * np.sin(2 * np.pi * frequency_hz * time_s)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path
