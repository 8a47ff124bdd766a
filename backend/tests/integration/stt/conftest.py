"""Providers as settings make them, and what they hear of a recording."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import stt
from numpy.typing import NDArray

from tests.support import streaming_plugin
from tests.support.speech import SAMPLE_RATE, recording
from tests.support.transcription_service import KEY, TranscriptionService
from warm_transfer.config import Settings
from warm_transfer.services.stt.engine import WhisperEngine
from warm_transfer.services.stt.failover import SpeechToText
from warm_transfer.services.stt.local import LocalProvider
from warm_transfer.services.stt.providers import create_stt

FRAME = SAMPLE_RATE // 50
PLUGIN = "tests.support.streaming_plugin"
Make = Callable[..., SpeechToText]


@dataclass(frozen=True, slots=True)
class Transcript:
    events: list[stt.SpeechEvent]

    @property
    def finals(self) -> list[stt.SpeechData]:
        wanted = stt.SpeechEventType.FINAL_TRANSCRIPT
        return [event.alternatives[0] for event in self.events if event.type is wanted]

    @property
    def lines(self) -> list[str]:
        return [data.text for data in self.finals]


async def transcript_of(
    engine: SpeechToText, samples: NDArray[np.int16], *, in_real_time: bool = False
) -> Transcript:
    """What a stream tells of a recording, which is given to it as fast as it goes by default."""
    stream = engine.stream()
    began_s = time.monotonic()
    for index in range(0, len(samples), FRAME):
        if in_real_time:
            await asyncio.sleep(max(0.0, began_s + index / SAMPLE_RATE - time.monotonic()))
        chunk = samples[index : index + FRAME]
        stream.push_frame(rtc.AudioFrame(chunk.tobytes(), SAMPLE_RATE, 1, len(chunk)))
    stream.end_input()
    events = [event async for event in stream]
    await stream.aclose()
    return Transcript(events)


@pytest.fixture(scope="session")
async def reader() -> AsyncIterator[WhisperEngine]:
    """What the services read with, so that their words can be compared."""
    engine = WhisperEngine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
async def plain(reader: WhisperEngine) -> list[str]:
    """What is heard of `agent-a.wav` when nobody fails; all read with the same model."""
    heard = await transcript_of(SpeechToText([LocalProvider(reader)]), recording("agent-a.wav"))
    return heard.lines


@pytest.fixture
async def service(
    reader: WhisperEngine, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TranscriptionService]:
    monkeypatch.setattr(streaming_plugin, "ENGINE", reader)
    monkeypatch.setattr(streaming_plugin, "FAULT", None)
    async with TranscriptionService(reader) as service:
        yield service


@pytest.fixture
async def make(service: TranscriptionService, tmp_path: Path) -> AsyncIterator[Make]:
    """Make what a worker uses with these settings."""
    made: list[SpeechToText] = []

    def create(*providers: str, **settings: Any) -> SpeechToText:
        values = {
            "groq_api_key": KEY,
            "openai_api_key": KEY,
            "stt_groq_url": service.groq_url,
            "stt_openai_url": service.openai_url,
            **settings,
        }
        engine = create_stt(
            Settings(_env_file=None, data_dir=tmp_path, stt_providers=list(providers), **values)
        )
        assert engine is not None
        made.append(engine)
        return engine

    yield create
    closing: list[Awaitable[None]] = [engine.aclose() for engine in made]
    for each in closing:
        await each
