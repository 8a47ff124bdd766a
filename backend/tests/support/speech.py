"""The spoken test calls, and how well a transcript matches their words."""

from __future__ import annotations

import json
import re
import wave
from pathlib import Path

import jiwer
import numpy as np
from numpy.typing import NDArray

SPEECH = Path(__file__).parent.parent / "fixtures" / "speech"
SAMPLE_RATE = 16_000
# Word error rate. The packaged tiny.en makes 0.12 of clean recordings, and more of a sound that a
# busy machine plays with gaps.
GOOD_ENOUGH = 0.3


def recording(name: str) -> NDArray[np.int16]:
    """The samples of one of the recordings, 16 kHz mono."""
    with wave.open(str(SPEECH / name)) as file:
        assert (file.getframerate(), file.getnchannels()) == (SAMPLE_RATE, 1)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def sentences(name: str) -> list[str]:
    """What is said in it."""
    script: dict[str, list[str]] = json.loads((SPEECH / "transcripts.json").read_text())
    return script[name]


def word_error_rate(said: str, heard: str) -> float:
    """Wrong, missing and added words as a share of the words said; case and punctuation aside."""
    return float(jiwer.wer(words(said), words(heard)))


def lowest_error_rate(said: str, heard: str) -> float:
    """The word error rate of the stretch of `heard` that fits best; 1 when too little was heard."""
    script, found = words(said).split(), words(heard).split()
    starts = range(len(found) - len(script) + 1)
    stretches = (" ".join(found[start : start + len(script)]) for start in starts)
    return min((word_error_rate(said, stretch) for stretch in stretches), default=1.0)


def words(text: str) -> str:
    """Without case and punctuation, as they are compared."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))
