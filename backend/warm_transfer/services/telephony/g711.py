"""µ-law, the sound of telephone networks: 8 bits a sample, as ITU-T G.711 (11/88) table 2 has it.

The recommendation counts in 14 bits; samples here have 16, of which the lowest two are dropped.
Both directions are one look-up a sample. A decoded byte encodes to itself again, but for 0x7f:
it is a second zero, and zero is 0xff.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SILENCE = b"\xff"  # one sample of it
_BIAS = 33  # makes each of the eight segments begin at a power of two, from 2**5 on
_LOUDEST = 8158  # the last value below the recommendation's virtual decision value, 8159
_SIGN = 0x80


def encode(samples: NDArray[np.int16]) -> bytes:
    """One byte for each 16-bit sample. Louder than µ-law can be becomes the loudest it can be."""
    encoded: NDArray[np.uint8] = _ENCODED[samples.astype(np.int16, copy=False).view(np.uint16)]
    return encoded.tobytes()


def decode(payload: bytes) -> NDArray[np.int16]:
    """One 16-bit sample for each byte."""
    decoded: NDArray[np.int16] = _DECODED[np.frombuffer(payload, np.uint8)]
    return decoded


def _encoding_table() -> NDArray[np.uint8]:
    """Indexed by the sample's two bytes, read as unsigned."""
    samples = np.arange(1 << 16, dtype=np.uint16).view(np.int16).astype(np.int32)
    magnitudes = np.minimum(np.abs(samples) >> 2, _LOUDEST) + _BIAS
    segments = np.frexp(magnitudes)[1] - 6
    steps = (magnitudes >> (segments + 1)) & 0x0F
    signs = np.where(samples < 0, 0, _SIGN)
    # Every bit but the sign is sent inverted, so that quiet lines still show transitions.
    encoded: NDArray[np.uint8] = (signs | (((segments << 4) | steps) ^ 0x7F)).astype(np.uint8)
    return encoded


def _decoding_table() -> NDArray[np.int16]:
    sent = np.arange(1 << 8, dtype=np.int32)
    values = sent ^ 0x7F
    segments, steps = (values >> 4) & 0x07, values & 0x0F
    magnitudes = (((2 * steps + _BIAS) << segments) - _BIAS) << 2
    return np.where(sent & _SIGN, magnitudes, -magnitudes).astype(np.int16)


_ENCODED = _encoding_table()
_DECODED = _decoding_table()
