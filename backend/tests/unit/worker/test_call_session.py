"""A speaker whose stream fails is heard again, and keeps nobody else from being heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, LanguageCode, stt

from tests.support.waiting import until
from warm_transfer.domain.sensitive import ALL_KINDS, MaskKind
from warm_transfer.services.stt.segmenter import SAMPLE_RATE
from warm_transfer.worker import transcriber
from warm_transfer.worker.call_session import CallSession
from warm_transfer.worker.reports import FinalSegment

FRAME = SAMPLE_RATE // 50
SOUND = np.full(FRAME, 1000, np.int16)


class Engine(stt.STT[Any]):
    """Its streams say `words` at the end of each utterance. The first `failing` break at once."""

    def __init__(self, failing: int, words: str = "Words.") -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))
        self.failing = failing
        self.words = words
        self.failed = 0

    def stream(self, **_options: Any) -> stt.RecognizeStream:
        self.failing -= 1
        kind = Breaking if self.failing >= 0 else Saying
        return kind(stt=self, conn_options=DEFAULT_API_CONNECT_OPTIONS)

    async def _recognize_impl(self, *_args: Any, **_options: Any) -> stt.SpeechEvent:
        raise AssertionError("an engine that streams is given no whole recording")


class Breaking(stt.RecognizeStream):
    async def _run(self) -> None:
        async for _ in self._input_ch:
            assert isinstance(self._stt, Engine)
            self._stt.failed += 1
            raise OSError("the engine is gone")


class Saying(stt.RecognizeStream):
    async def _run(self) -> None:
        async for item in self._input_ch:
            if not isinstance(item, rtc.AudioFrame):
                assert isinstance(self._stt, Engine)
                words = stt.SpeechData(language=LanguageCode("en"), text=self._stt.words)
                kind = stt.SpeechEventType.FINAL_TRANSCRIPT
                self._event_ch.send_nowait(stt.SpeechEvent(type=kind, alternatives=[words]))


class Call:
    """A session, and who and what was reported."""

    def __init__(self, engine: Engine, mask: frozenset[MaskKind] = frozenset()) -> None:
        self.engine = engine
        self.reported: list[str] = []
        self.texts: list[str] = []
        self.session = CallSession("call-1", datetime.now(UTC), engine, self._report, mask)

    def says(self, identity: str) -> None:
        source = f"room/{identity}"
        self.session.source_added(identity, source, private=False)
        frame = rtc.AudioFrame(SOUND.tobytes(), SAMPLE_RATE, 1, FRAME)
        self.session.heard(source, frame)

    async def has_failed(self) -> None:
        async def failed() -> bool:
            return self.engine.failed > 0

        await until(failed, "the first speaker's stream has failed")

    def _report(self, _call_id: str, segment: FinalSegment) -> None:
        self.reported.append(segment.identity)
        self.texts.append(segment.text)


@pytest.fixture
async def call(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Call]:
    # Long enough for the clock to find the stream failed, however busy the machine.
    monkeypatch.setattr(transcriber, "RESTART_AFTER_S", 2.0)
    call = Call(Engine(failing=1))
    yield call
    await call.session.close()


async def test_a_failed_stream_does_not_stop_the_clock_of_the_others(call: Call) -> None:
    call.says("caller-1")
    await call.has_failed()

    async def reported() -> bool:
        return call.reported == ["agent-7"]

    call.says("agent-7")  # and is muted in the middle of a sentence
    await until(reported, "the sentence is ended by the clock")


async def test_a_failed_stream_keeps_no_last_words_of_others(call: Call) -> None:
    call.says("caller-1")
    call.says("agent-7")
    await call.has_failed()
    await call.session.close()
    assert call.reported == ["agent-7"]


async def test_what_is_kept_back_counts_as_not_reported_until_the_call_ends() -> None:
    call = Call(Engine(failing=0, words="Card 4242 4242 4242 4242"), ALL_KINDS)
    call.says("caller-1")

    async def kept() -> bool:
        return call.session.unreported_for_s(None) > 0

    await until(kept, "the sentence is ended by the clock, and its number kept back")
    assert call.texts == []
    await call.session.close()
    assert set(call.texts) == {"Card [card ••4242]"}
    assert call.session.unreported_for_s(None) == 0
