"""The speech model: loads, and hears the words of a short recording."""

from __future__ import annotations

import asyncio
import time
import wave
from pathlib import Path

import numpy as np

from warm_transfer.config import Settings
from warm_transfer.ops.doctor.findings import Failed, NotSet
from warm_transfer.services.stt.engine import WhisperEngine
from warm_transfer.services.stt.segmenter import Samples

RECORDING = Path(__file__).with_name("thank-you-for-calling.wav")  # 16 kHz, by CMU Flite
WORD = "calling"


async def check(settings: Settings) -> str:
    if settings.stt_providers == ["none"]:
        raise NotSet("not used: STT_PROVIDERS=none")
    started = time.monotonic()
    try:
        engine = await asyncio.to_thread(WhisperEngine, settings.stt_model, settings.stt_threads)
    except Exception as error:  # a model's files can be wrong in as many ways as there are files
        raise Failed(
            f"{settings.stt_model or 'the packaged model'} does not load ({error})",
            "correct STT_MODEL, or remove it to use the packaged one; `make setup` brings that",
        ) from error
    loaded = time.monotonic()
    try:
        heard = await engine.final(_samples())
    finally:
        engine.close()
    if heard is None or WORD not in heard.text.lower():
        raise Failed(
            f"{engine.model_name} loads, but did not hear the words of a clear recording",
            "set STT_MODEL to a model that knows English, or remove it",
        )
    return (
        f"{engine.model_name} loads in {loaded - started:.1f} s, "
        f"hears a sentence in {time.monotonic() - loaded:.1f} s"
    )


def _samples() -> Samples:
    with wave.open(str(RECORDING)) as recording:
        return np.frombuffer(recording.readframes(recording.getnframes()), dtype=np.int16)
