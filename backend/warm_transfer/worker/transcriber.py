"""One speaker's words: sound in, partials and finals out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import numpy as np
import structlog
from livekit import rtc
from livekit.agents import stt

from warm_transfer.stop_budget import LAST_WORDS_WITHIN_S
from warm_transfer.worker.audio_clock import AudioClock
from warm_transfer.worker.reports import FinalSegment
from warm_transfer.worker.source_switch import SourceSwitch
from warm_transfer.worker.unwritten import Unwritten

SOUND_STOPPED_AFTER_S = 0.8  # no frame for so long: muted, gone, or cut off
RESTART_AFTER_S = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Partial:
    """The whole text of a segment so far. The last one is `final`; empty if nothing was said.

    `private`: said where the caller does not hear it.
    """

    segment_id: str
    identity: str
    text: str
    final: bool
    private: bool


class Transcriber:
    """Follows one identity through the rooms of a call, as one continuous stream.

    Through those where the caller hears it or, if `private`, through the others. `call_time`
    gives the seconds since the call's start. Everything runs in one event loop.

    When the engine's stream fails, the next one hears again what was not written yet.
    """

    def __init__(
        self,
        identity: str,
        engine: stt.STT[Any],
        *,
        private: bool,
        call_time: Callable[[], float],
        on_partial: Callable[[Partial], None],
        on_final: Callable[[FinalSegment], None],
    ) -> None:
        self.sources = SourceSwitch()
        self.speaking_since_s: float | None = None  # when what is not final yet began
        self._identity = identity
        self._private = private
        self._engine = engine
        self._call_time = call_time
        self._on_partial = on_partial
        self._on_final = on_final
        self._segment_id: str | None = None  # of the utterance whose partials are shown
        self._last_frame_s: float | None = None  # None once the stream was told that sound stopped
        self._closing = False
        self._unwritten = Unwritten()
        self._open_stream()
        self._task = asyncio.create_task(self._listen())

    def hear(self, source: str, frame: rtc.AudioFrame) -> None:
        """Take a frame of one of the sources; it counts if that is the one listened to."""
        now_s = self._call_time()
        silent = not np.frombuffer(frame.data, np.int16).any()
        if self._closing or not self.sources.accepts(source, silent=silent, now=now_s):
            return
        self._last_frame_s = now_s
        self._unwritten.keep(frame, now_s, speaking=self.speaking_since_s is not None)
        self._push(frame, now_s)

    def tick(self) -> None:
        """To be called a few times a second: ends an utterance whose sound stopped coming."""
        last_s = self._last_frame_s
        if last_s is not None and self._call_time() - last_s > SOUND_STOPPED_AFTER_S:
            self._last_frame_s = None
            with suppress(RuntimeError):  # the stream has just failed, as in `hear`
                self._stream.flush()

    async def close(self) -> None:
        """Wait for the final of what was being said, for a bounded time."""
        self._closing = True
        with suppress(RuntimeError):  # the stream has just failed: it still gives what it had
            self._stream.end_input()
        await asyncio.wait([self._task], timeout=LAST_WORDS_WITHIN_S)
        self._task.cancel()
        await self._stream.aclose()

    def _open_stream(self) -> None:
        self._stream = self._engine.stream()
        self._clock = AudioClock()

    def _push(self, frame: rtc.AudioFrame, at_s: float) -> None:
        with suppress(RuntimeError):  # the stream has just failed; `_listen` opens the next one
            self._stream.push_frame(frame)
            self._clock.advance(frame.duration, at_s)

    def _go_on(self) -> None:
        """With a new stream, from where the failed one had come to."""
        self._open_stream()
        for heard in self._unwritten.again():
            self._push(heard.frame, heard.at_s)
            self._last_frame_s = heard.at_s  # if nothing comes after it, its utterance ends

    async def _listen(self) -> None:
        while not self._closing:
            try:
                async for event in self._stream:
                    self._take(event)
            except Exception as e:  # whatever a provider raises, the speaker must be heard again
                log.error("transcription_failed", identity=self._identity, error=type(e).__name__)
            self._end_partials("")
            if not self._closing:
                await self._stream.aclose()
                await asyncio.sleep(RESTART_AFTER_S)
                self._go_on()

    def _take(self, event: stt.SpeechEvent) -> None:
        heard = event.alternatives[0] if event.alternatives else None
        if event.type is stt.SpeechEventType.START_OF_SPEECH:
            self.speaking_since_s = self._call_time()
        elif event.type is stt.SpeechEventType.INTERIM_TRANSCRIPT and heard and heard.text:
            self._segment_id = self._segment_id or uuid4().hex
            self.speaking_since_s = self._clock.call_time(heard.start_time)
            self._tell(self._segment_id, heard.text, final=False)
        elif event.type is stt.SpeechEventType.FINAL_TRANSCRIPT and heard and heard.text:
            self._segment_id = self._segment_id or uuid4().hex
            self._on_final(self._final(self._segment_id, heard))
            self._unwritten.written_until(self._clock.call_time(heard.end_time))
            self._end_partials(heard.text)
        elif event.type is stt.SpeechEventType.END_OF_SPEECH:
            self._end_partials("")

    def _end_partials(self, text: str) -> None:
        self.speaking_since_s = None
        if self._segment_id is not None:
            self._tell(self._segment_id, text, final=True)
            self._segment_id = None

    def _tell(self, segment_id: str, text: str, *, final: bool) -> None:
        self._on_partial(Partial(segment_id, self._identity, text, final, self._private))

    def _final(self, segment_id: str, heard: stt.SpeechData) -> FinalSegment:
        return FinalSegment(
            id=segment_id,
            identity=self._identity,
            text=heard.text,
            start_s=round(self._clock.call_time(heard.start_time), 2),
            end_s=round(self._clock.call_time(heard.end_time), 2),
            language=heard.language or None,
            confidence=round(heard.confidence, 3) if heard.confidence else None,
            private=self._private,
        )
