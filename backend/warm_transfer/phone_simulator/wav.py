"""WAV files in and out of a telephone line's µ-law."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray

from warm_transfer.phone_simulator.config import SAMPLE_RATE_HZ
from warm_transfer.services.telephony import g711

_TAPS_A_SIDE = 16  # of the filter, in samples of the lower rate
_CUT = 0.95  # of half the lower rate


class NotAWav(ValueError):
    """What was given is not a WAV file of 16-bit samples."""


def read(content: bytes) -> bytes:
    """µ-law, from 16-bit samples at any rate; several channels become one."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            if file.getsampwidth() != 2 or not file.getnframes():
                raise NotAWav("the WAV file must have 16-bit samples, and some")
            rate_hz, channels = file.getframerate(), file.getnchannels()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    except (wave.Error, EOFError) as error:
        raise NotAWav(f"not a WAV file: {error}") from error
    mono = samples.reshape(-1, channels).mean(axis=1)
    at_line_rate = resample(mono, rate_hz, SAMPLE_RATE_HZ)
    return g711.encode(np.clip(np.rint(at_line_rate), -32768, 32767).astype(np.int16))


def write(payload: bytes) -> bytes:
    """A WAV file of 16-bit samples."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(g711.decode(payload).astype("<i2").tobytes())
    return content.getvalue()


def resample(samples: NDArray[np.float64], from_hz: int, to_hz: int) -> NDArray[np.float64]:
    """Band-limited interpolation with a windowed sinc, of a whole recording at once."""
    if from_hz == to_hz:
        return samples
    cut = _CUT * min(1.0, to_hz / from_hz)  # of half the rate it comes with
    reach = int(np.ceil(_TAPS_A_SIDE / cut))
    padded = np.pad(samples, reach)
    made = np.arange(int(len(samples) * to_hz / from_hz)) * (from_hz / to_hz)
    nearest = np.floor(made).astype(np.int64)
    result = np.zeros(len(made))
    for tap in range(-reach + 1, reach + 1):
        distance = made - (nearest + tap)
        window = np.cos(np.pi / 2 * np.clip(distance / reach, -1, 1)) ** 2
        result += padded[nearest + tap + reach] * cut * np.sinc(cut * distance) * window
    return result
