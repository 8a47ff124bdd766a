"""One speaker's sound in, events out: utterances are cut here and read by whoever works."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
from livekit import rtc
from livekit.agents import LanguageCode, stt
from livekit.agents.types import APIConnectOptions
from livekit.local_inference import VAD

from warm_transfer.services.stt.base import Begun, Heard, Spoken
from warm_transfer.services.stt.health import Stopwatch
from warm_transfer.services.stt.segmenter import (
    SAMPLE_RATE,
    WINDOW_SAMPLES,
    Samples,
    Segmenter,
    Utterance,
)


class Readers(Protocol):
    def begin(self, spoken: Spoken) -> Begun | None: ...

    def read(
        self, utterance: Utterance, begun: Begun | None, waited_s: float
    ) -> Awaitable[Heard | None]: ...

    def drop(self, begun: Begun | None) -> Awaitable[None]: ...


@dataclass(slots=True, eq=False)
class Talk:
    """An utterance from its first sound to its final.

    `so_far` is its text while it is spoken. `utterance` is None until it ends, and for good when
    it was too short to be speech.
    """

    id: str
    begun: Begun | None = None
    so_far: str = ""
    so_far_s: tuple[float, float] = (0.0, 0.0)
    utterance: Utterance | None = None
    started: bool = False
    ended: Stopwatch | None = None


class UtteranceStream(stt.RecognizeStream):
    """Events of one utterance come before all of the next one's; `request_id` names it.

    They are START_OF_SPEECH, any number of INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT unless nothing
    was said after all, END_OF_SPEECH. `flush` ends the utterance in progress at once. Silence is
    judged by the voice activity detector alone (some 20 µs per 32 ms).
    """

    def __init__(
        self, parent: stt.STT[Any], readers: Readers, conn_options: APIConnectOptions
    ) -> None:
        super().__init__(stt=parent, conn_options=conn_options, sample_rate=SAMPLE_RATE)
        self._readers = readers
        self._language: str | None = None
        self._vad = VAD()
        self._segmenter = Segmenter()
        self._rest: Samples = np.empty(0, np.int16)  # less than a window
        self._talk: Talk | None = None  # what is being said
        self._untold = 0  # utterances that ended and whose final is still to come
        self._ended: asyncio.Queue[Talk | None] = asyncio.Queue()

    async def _run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._tell_finals())
                async for item in self._input_ch:
                    if isinstance(item, rtc.AudioFrame):
                        self._take(np.frombuffer(item.data, np.int16))
                    elif self._talk is not None:
                        self._end(self._talk, self._segmenter.flush())
                self._ended.put_nowait(None)
        finally:
            unread = [] if self._talk is None else [self._talk]
            while not self._ended.empty():
                unread += [talk] if (talk := self._ended.get_nowait()) else []
            for talk in unread:
                await self._readers.drop(talk.begun)

    def _take(self, samples: Samples) -> None:
        pending = np.concatenate([self._rest, samples])
        whole = len(pending) - len(pending) % WINDOW_SAMPLES
        self._rest = pending[whole:]
        for window in pending[:whole].reshape(-1, WINDOW_SAMPLES):
            was_pausing = self._segmenter.pausing
            ended = self._segmenter.push(window, self._vad.predict(window))
            if self._talk is not None and (ended or not self._segmenter.speaking):
                self._end(self._talk, ended)
            if self._talk is None:
                if self._segmenter.speaking:
                    self._begin()
            elif self._talk.begun is not None:
                self._go_on(self._talk.begun, window, was_pausing=was_pausing)

    def _begin(self) -> None:
        """Long speech goes on as the next utterance, with sound that was heard before."""
        talk = self._talk = Talk(uuid4().hex)
        spoken = Spoken(self._segmenter.current, partial(self._tell_partial, talk), self._language)
        talk.begun = self._readers.begin(spoken)
        if talk.begun is not None:
            talk.begun.reading.hear(self._segmenter.current().samples)
        self._start(talk)

    def _go_on(self, begun: Begun, window: Samples, *, was_pausing: bool) -> None:
        begun.reading.hear(window)
        if self._segmenter.pausing and not was_pausing:
            begun.reading.pause()
        elif was_pausing and not self._segmenter.pausing:
            begun.reading.resume()

    def _end(self, talk: Talk, utterance: Utterance | None) -> None:
        talk.utterance, talk.ended = utterance, Stopwatch()
        self._talk = None
        self._untold += 1
        self._ended.put_nowait(talk)

    def _tell_partial(self, talk: Talk, text: str) -> None:
        if talk.ended is None and self._segmenter.speaking:
            so_far = self._segmenter.current()
            talk.so_far, talk.so_far_s = text, (so_far.start_s, so_far.end_s)
            self._start(talk)

    async def _tell_finals(self) -> None:
        while (talk := await self._ended.get()) is not None:
            heard = None
            if talk.utterance is None or talk.ended is None:
                await self._readers.drop(talk.begun)
            else:
                heard = await self._readers.read(talk.utterance, talk.begun, talk.ended.seconds)
            self._tell_final(talk, heard)
            self._untold -= 1
            if self._talk is not None:
                self._start(self._talk)  # what it had to tell meanwhile

    def _tell_final(self, talk: Talk, heard: Heard | None) -> None:
        if talk.utterance and heard:
            self._language = heard.language or self._language
            data = speech_data(heard, talk.utterance.start_s, talk.utterance.end_s)
            self._tell(stt.SpeechEventType.FINAL_TRANSCRIPT, talk, data)
        if talk.started:
            self._tell(stt.SpeechEventType.END_OF_SPEECH, talk)

    def _start(self, talk: Talk) -> None:
        """Tell that somebody speaks and what, once all that was said before is told."""
        if self._untold:
            return
        if not talk.started:
            self._tell_start(talk)
        if talk.so_far:
            heard = Heard(talk.so_far, self._language, None)
            self._tell(
                stt.SpeechEventType.INTERIM_TRANSCRIPT, talk, speech_data(heard, *talk.so_far_s)
            )
            talk.so_far = ""

    def _tell_start(self, talk: Talk) -> None:
        talk.started = True
        self._send(stt.SpeechEventType.START_OF_SPEECH, talk, [])

    def _tell(
        self, kind: stt.SpeechEventType, talk: Talk, data: stt.SpeechData | None = None
    ) -> None:
        if not talk.started:
            self._tell_start(talk)
        if data is not None:
            data.start_time += self.start_time_offset
            data.end_time += self.start_time_offset
        self._send(kind, talk, [data] if data else [])

    def _send(self, kind: stt.SpeechEventType, talk: Talk, data: list[stt.SpeechData]) -> None:
        event = stt.SpeechEvent(type=kind, request_id=talk.id, alternatives=data)
        self._event_ch.send_nowait(event)


def speech_data(heard: Heard, start_s: float, end_s: float) -> stt.SpeechData:
    return stt.SpeechData(
        language=LanguageCode(heard.language or ""),
        text=heard.text,
        start_time=start_s,
        end_time=end_s,
        confidence=heard.confidence or 0.0,
    )
