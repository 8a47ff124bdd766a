"""Which speech to text a worker uses, after `STT_PROVIDERS`."""

from __future__ import annotations

from typing import Any

from livekit.agents import stt

from warm_transfer.config import Settings
from warm_transfer.services.stt.engine import WhisperEngine
from warm_transfer.services.stt.local import LocalSTT


def create_stt(settings: Settings) -> stt.STT[Any] | None:
    """Load what is needed, which blocks for a moment; None when calls are not transcribed."""
    if "local" not in settings.stt_providers:
        return None
    return LocalSTT(WhisperEngine(settings.stt_model, settings.stt_threads))
