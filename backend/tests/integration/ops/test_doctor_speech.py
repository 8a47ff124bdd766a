"""`doctor` on speech to text elsewhere, against a server of the services' protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.transcription_service import KEY, TranscriptionService
from warm_transfer.config import Settings
from warm_transfer.ops.doctor import speech
from warm_transfer.ops.doctor.findings import Failed, NotSet
from warm_transfer.services.stt.engine import WhisperEngine


def settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, **changes)


async def test_speech_services_are_asked_to_read_a_recording(tmp_path: Path) -> None:
    engine = WhisperEngine()
    async with TranscriptionService(engine) as service:
        keys = {"groq_api_key": KEY, "openai_api_key": "sk-wrong"}
        urls = {
            "stt_groq_url": service.groq_url,
            "stt_openai_url": service.openai_url,
        }
        good = settings(tmp_path, stt_providers=["groq", "local"], **keys, **urls)
        assert "groq hears a sentence in" in await speech.services(good)
        bad = settings(tmp_path, stt_providers=["openai", "groq"], **keys, **urls)
        with pytest.raises(Failed, match="openai refuses requests; groq hears a sentence"):
            await speech.services(bad)
    engine.close()
    with pytest.raises(NotSet):
        await speech.services(settings(tmp_path, stt_providers=["local"]))
    with pytest.raises(Failed, match="livekit-plugins-nobody"):
        await speech.services(settings(tmp_path, stt_providers=["livekit.plugins.nobody"]))
