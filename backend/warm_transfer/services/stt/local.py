"""Speech to text on this machine: faster-whisper behind the interface of LiveKit Agents.

A voice activity detector cuts each stream into utterances. While somebody speaks, partials tell
how it goes; when they pause, the final is read from the whole utterance. Silence is judged by
the detector alone (some 20 µs per 32 ms) and never reaches the model.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import numpy as np
from livekit import rtc
from livekit.agents import LanguageCode, stt
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)
from livekit.agents.utils import AudioBuffer, is_given
from livekit.local_inference import VAD

from warm_transfer.services.stt.engine import Heard, WhisperEngine
from warm_transfer.services.stt.segmenter import (
    SAMPLE_RATE,
    WINDOW_SAMPLES,
    Samples,
    Segmenter,
    Utterance,
)

FIRST_PARTIAL_AFTER_S = 0.6
PARTIAL_EVERY_S = 0.8
FIRST_LANGUAGE = "en"  # of partials, until a final has told


class LocalSTT(stt.STT[Any]):
    """Every stream shares `engine`."""

    def __init__(self, engine: WhisperEngine) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))
        self._engine = engine

    @property
    def model(self) -> str:
        return self._engine.model_name

    @property
    def provider(self) -> str:
        return "local"

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> LocalStream:
        first = language if is_given(language) else FIRST_LANGUAGE
        return LocalStream(self, self._engine, first, conn_options)

    async def aclose(self) -> None:
        """Close the engine too: it is of no use to anybody else."""
        await asyncio.to_thread(self._engine.close)

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        samples = _at_our_rate(rtc.combine_audio_frames(buffer))
        heard = await self._engine.final(samples)
        duration_s = len(samples) / SAMPLE_RATE
        return stt.SpeechEvent(
            type=stt.SpeechEventType.FINAL_TRANSCRIPT,
            request_id=uuid4().hex,
            alternatives=[_speech_data(heard, 0.0, duration_s)] if heard else [],
        )


@dataclass(frozen=True, slots=True)
class _Ended:
    """`utterance` is None when the sound was too short to be speech."""

    utterance_id: str
    utterance: Utterance | None


class LocalStream(stt.RecognizeStream):
    """Events of one utterance come before all of the next one's; `request_id` names it.

    They are START_OF_SPEECH, any number of INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT unless nothing
    was said after all, END_OF_SPEECH. `flush` ends the utterance in progress at once.
    """

    def __init__(
        self,
        parent: LocalSTT,
        engine: WhisperEngine,
        language: str,
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(stt=parent, conn_options=conn_options, sample_rate=SAMPLE_RATE)
        self._engine = engine
        self._language = language
        self._vad = VAD()
        self._segmenter = Segmenter()
        self._rest: Samples = np.empty(0, np.int16)  # less than a window
        self._utterance_id = ""
        self._ended: asyncio.Queue[_Ended | None] = asyncio.Queue()
        self._untold = 0  # utterances that ended and whose final is still to come
        self._started_id = ""  # the utterance whose START_OF_SPEECH was told
        self._partial: asyncio.Task[None] | None = None
        self._next_partial_at_s = FIRST_PARTIAL_AFTER_S

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell_finals())
            async for item in self._input_ch:
                if isinstance(item, rtc.AudioFrame):
                    self._take(np.frombuffer(item.data, np.int16), tasks)
                elif self._segmenter.speaking:
                    self._end(self._segmenter.flush())
            self._ended.put_nowait(None)

    def _take(self, samples: Samples, tasks: asyncio.TaskGroup) -> None:
        pending = np.concatenate([self._rest, samples])
        whole = len(pending) - len(pending) % WINDOW_SAMPLES
        self._rest = pending[whole:]
        for window in pending[:whole].reshape(-1, WINDOW_SAMPLES):
            was_speaking = self._segmenter.speaking
            ended = self._segmenter.push(window, self._vad.predict(window))
            if ended or (was_speaking and not self._segmenter.speaking):
                self._end(ended)
            elif self._segmenter.speaking and not was_speaking:
                self._begin()
        if self._partial_is_due():
            self._next_partial_at_s = self._segmenter.duration_s + PARTIAL_EVERY_S
            so_far = self._segmenter.current()  # now: it may be over when the task begins
            self._partial = tasks.create_task(self._tell_partial(self._utterance_id, so_far))

    def _begin(self) -> None:
        self._utterance_id = uuid4().hex
        self._next_partial_at_s = FIRST_PARTIAL_AFTER_S

    def _end(self, utterance: Utterance | None) -> None:
        self._untold += 1
        self._ended.put_nowait(_Ended(self._utterance_id, utterance))
        self._begin()  # long speech goes on as the next utterance

    def _partial_is_due(self) -> bool:
        return (
            self._segmenter.speaking
            and self._segmenter.duration_s >= self._next_partial_at_s
            and not self._untold
            and (self._partial is None or self._partial.done())
        )

    async def _tell_partial(self, utterance_id: str, so_far: Utterance) -> None:
        text = await self._engine.partial(so_far.samples, self._language)
        if text and utterance_id == self._utterance_id:
            data = _speech_data(Heard(text, self._language, 0.0), so_far.start_s, so_far.end_s)
            self._tell(stt.SpeechEventType.INTERIM_TRANSCRIPT, utterance_id, data)

    async def _tell_finals(self) -> None:
        while (ended := await self._ended.get()) is not None:
            utterance = ended.utterance
            heard = await self._engine.final(utterance.samples) if utterance else None
            if utterance and heard:
                self._language = heard.language
                data = _speech_data(heard, utterance.start_s, utterance.end_s)
                self._tell(stt.SpeechEventType.FINAL_TRANSCRIPT, ended.utterance_id, data)
            if self._started_id == ended.utterance_id:
                self._tell(stt.SpeechEventType.END_OF_SPEECH, ended.utterance_id)
            self._untold -= 1

    def _tell(
        self, kind: stt.SpeechEventType, utterance_id: str, data: stt.SpeechData | None = None
    ) -> None:
        if self._started_id != utterance_id:
            self._started_id = utterance_id
            self._tell(stt.SpeechEventType.START_OF_SPEECH, utterance_id)
        if data is not None:
            data.start_time += self.start_time_offset
            data.end_time += self.start_time_offset
        self._event_ch.send_nowait(
            stt.SpeechEvent(type=kind, request_id=utterance_id, alternatives=[data] if data else [])
        )


def _speech_data(heard: Heard, start_s: float, end_s: float) -> stt.SpeechData:
    return stt.SpeechData(
        language=LanguageCode(heard.language),
        text=heard.text,
        start_time=start_s,
        end_time=end_s,
        confidence=heard.confidence,
    )


def _at_our_rate(frame: rtc.AudioFrame) -> Samples:
    if frame.sample_rate == SAMPLE_RATE:
        return np.frombuffer(frame.data, np.int16)
    resampler = rtc.AudioResampler(frame.sample_rate, SAMPLE_RATE)
    frames = [*resampler.push(frame), *resampler.flush()]
    return np.frombuffer(rtc.combine_audio_frames(frames).data, np.int16)
