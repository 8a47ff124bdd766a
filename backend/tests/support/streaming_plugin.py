"""A plugin of LiveKit Agents as others write them: a service that reads while somebody speaks.

It is found by its import name. Set `ENGINE` to what reads, `FAULT` to what goes wrong.
"""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from livekit import rtc
from livekit.agents import APIConnectionError, APIStatusError, LanguageCode, stt
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)
from livekit.agents.utils import AudioBuffer

from tests.support.transcription_service import Fault
from warm_transfer.services.stt.engine import WhisperEngine

ENGINE: WhisperEngine | None = None
FAULT: Fault | None = None
STATUSES = {Fault.TOO_MANY: 429, Fault.ERROR: 500}
INTERIM_AFTER = 16_000  # samples


class STT(stt.STT[Any]):
    def __init__(self, *, language: str = "") -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> Stream:
        return Stream(stt=self, conn_options=conn_options, sample_rate=16_000)

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        raise NotImplementedError("this service reads streams alone")


class Stream(stt.RecognizeStream):
    async def _run(self) -> None:
        samples = np.empty(0, np.int16)
        fault = FAULT
        async for item in self._input_ch:
            if not isinstance(item, rtc.AudioFrame):
                continue
            before = len(samples)
            samples = np.concatenate([samples, np.frombuffer(item.data, np.int16)])
            if before < INTERIM_AFTER <= len(samples):
                await self._tell(stt.SpeechEventType.INTERIM_TRANSCRIPT, samples)
                if fault is Fault.CUT:
                    raise APIConnectionError("the connection was closed")
        if fault is Fault.HANGS:
            await asyncio.Event().wait()
        if fault in STATUSES:
            raise APIStatusError("refused", status_code=STATUSES[fault])
        if fault is not None:
            raise ValueError("an answer that is none")
        await self._tell(stt.SpeechEventType.FINAL_TRANSCRIPT, samples)

    async def _tell(self, kind: stt.SpeechEventType, samples: np.ndarray) -> None:
        assert ENGINE is not None
        heard = await ENGINE.final(samples)
        if heard is not None:
            data = stt.SpeechData(LanguageCode("en"), heard.text, confidence=0.9)
            self._event_ch.send_nowait(stt.SpeechEvent(type=kind, alternatives=[data]))
