"""Speech to text: the model loads, and every provider hears the words of a short recording."""

from __future__ import annotations

import asyncio
import time
import wave
from pathlib import Path

import numpy as np

from warm_transfer.config import Settings
from warm_transfer.domain.speech import WHAT_HAPPENS
from warm_transfer.ops.doctor.findings import Failed, NotSet
from warm_transfer.services.stt.base import ProviderFailed
from warm_transfer.services.stt.engine import WhisperEngine
from warm_transfer.services.stt.plugin import PluginUnusable
from warm_transfer.services.stt.probe import read_once
from warm_transfer.services.stt.providers import make_provider
from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Samples, Utterance

RECORDING = Path(__file__).with_name("thank-you-for-calling.wav")  # 16 kHz, by CMU Flite
WORD = "calling"


async def model(settings: Settings) -> str:
    if "local" not in settings.stt_providers:
        raise NotSet(f"not used: STT_PROVIDERS={','.join(settings.stt_providers)}")
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


async def services(settings: Settings) -> str:
    """Those elsewhere, in their order; all of them are asked, also when one does not work."""
    elsewhere = [name for name in settings.stt_providers if name not in ("local", "none")]
    if not elsewhere:
        raise NotSet("none is used")
    try:
        said = [(name, await _ask(name, settings)) for name in elsewhere]
    except PluginUnusable as e:
        raise Failed(str(e), "correct STT_PROVIDERS, or install what it names") from e
    text = "; ".join(f"{name} {outcome}" for name, outcome in said)
    if any(not outcome.startswith("hears") for _, outcome in said):
        raise Failed(text, "see docs/providers.md; meanwhile the others in STT_PROVIDERS are used")
    return text


async def _ask(name: str, settings: Settings) -> str:
    provider = make_provider(name, settings)
    samples = _samples()
    began = time.monotonic()
    try:
        heard = await read_once(provider, Utterance(samples, 0.0, len(samples) / SAMPLE_RATE))
    except ProviderFailed as e:
        return WHAT_HAPPENS[e.reason.value]
    finally:
        await provider.close()
    if heard is None or WORD not in heard.text.lower():
        return "did not hear the words of a clear recording"
    return f"hears a sentence in {time.monotonic() - began:.1f} s"


def _samples() -> Samples:
    with wave.open(str(RECORDING)) as recording:
        return np.frombuffer(recording.readframes(recording.getnframes()), dtype=np.int16)
