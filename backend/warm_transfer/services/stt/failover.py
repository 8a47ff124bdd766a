"""Several providers as one: when one fails at an utterance, the next reads its sound again.

So no word is lost and none comes twice. A provider that failed is left alone until a probe finds
that it works; new utterances go to the first in the configured order that does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, repeat
from typing import Any
from uuid import uuid4

import numpy as np
import structlog
from livekit import rtc
from livekit.agents import stt
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)
from livekit.agents.utils import AudioBuffer

from warm_transfer.services.stt.base import (
    Begun,
    Heard,
    Provider,
    ProviderFailed,
    Reading,
    Reason,
    Spoken,
)
from warm_transfer.services.stt.health import Health, Stopwatch
from warm_transfer.services.stt.hosted import failure
from warm_transfer.services.stt.listening import UtteranceStream, speech_data
from warm_transfer.services.stt.probe import FIRST_AFTER_S, Probe
from warm_transfer.services.stt.readable import readable
from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Samples, Utterance

# Before each round of asking them all for one utterance. Meanwhile what the speaker says next
# waits, and comes in order.
ROUNDS_AFTER_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
FURTHER_ROUNDS_AFTER_S = 15.0
KEPT_FOR_S = 600.0  # 19 MB of sound for each speaker at most

log = structlog.get_logger(__name__)


class SpeechToText(stt.STT[Any]):
    """Every stream shares `providers`, which are closed with it."""

    def __init__(
        self, providers: Sequence[Provider], *, probe_after_s: float = FIRST_AFTER_S
    ) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))
        self.health = Health(providers)
        self._providers = providers
        self._probe = Probe(self.health, first_after_s=probe_after_s)

    @property
    def model(self) -> str:
        return "+".join(provider.name for provider in self._providers)

    @property
    def provider(self) -> str:
        return self.health.in_order()[0].name

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> UtteranceStream:
        return UtteranceStream(self, self, conn_options)

    async def aclose(self) -> None:
        await self._probe.close()
        for provider in self._providers:
            await provider.close()

    def begin(self, spoken: Spoken) -> Begun | None:
        """Give an utterance that begins to the first provider that works; None: none took it."""
        for provider in self.health.in_order():
            try:
                return Begun(provider, provider.begin(spoken))
            except Exception as e:  # whatever a plugin raises, the next one is asked
                self._note_failure(provider, failure(e).reason)
        return None

    async def drop(self, begun: Begun | None) -> None:
        """Nobody will ask for it."""
        if begun is not None:
            with suppress(Exception):  # a plugin that fails while it is put away
                await begun.reading.drop()

    async def read(
        self, utterance: Utterance, begun: Begun | None, waited_s: float = 0.0
    ) -> Heard | None:
        """What was said; None when nothing was, or when it is given up.

        That is when all have failed at it again and again though they read other sound, or when
        it has waited for `KEPT_FOR_S`, `waited_s` of it before.
        """
        watch, successes = Stopwatch(), self.health.successes
        try:
            for number, after_s in enumerate(chain(ROUNDS_AFTER_S, repeat(FURTHER_ROUNDS_AFTER_S))):
                tried_enough = number >= len(ROUNDS_AFTER_S)
                at_fault = tried_enough and self.health.successes > successes
                if number and (at_fault or waited_s + watch.seconds > KEPT_FOR_S):
                    break
                await asyncio.sleep(after_s)
                for provider in self._order(begun):
                    reading = begun.reading if begun and begun.provider is provider else None
                    begun = None if reading else begun
                    try:
                        heard = await self._try(provider, reading, utterance)
                    except ProviderFailed as e:
                        self._note_failure(provider, e.reason)
                    else:
                        return _made_readable(heard)
        finally:
            await self.drop(begun)
        log.error("utterance_given_up", duration_s=round(utterance.end_s - utterance.start_s, 1))
        return None

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        samples = _at_our_rate(rtc.combine_audio_frames(buffer))
        whole = Utterance(samples=samples, start_s=0.0, end_s=len(samples) / SAMPLE_RATE)
        heard = await self.read(whole, None)
        return stt.SpeechEvent(
            type=stt.SpeechEventType.FINAL_TRANSCRIPT,
            request_id=uuid4().hex,
            alternatives=[speech_data(heard, whole.start_s, whole.end_s)] if heard else [],
        )

    def _order(self, begun: Begun | None) -> list[Provider]:
        """Whoever has begun goes on, if it works."""
        order = self.health.in_order()
        if begun is None or begun.provider not in order:
            return order
        return [begun.provider, *(each for each in order if each is not begun.provider)]

    async def _try(
        self, provider: Provider, reading: Reading | None, utterance: Utterance
    ) -> Heard | None:
        watch = Stopwatch()
        try:
            if reading is None:
                reading = provider.begin(Spoken(lambda: utterance, _nobody, None))
                reading.hear(utterance.samples)
            async with asyncio.timeout(provider.timeout_s):
                heard = await reading.finish(utterance)
        except TimeoutError as e:
            raise ProviderFailed(Reason.NO_ANSWER) from e
        except Exception as e:
            raise failure(e) from e
        finally:
            if reading is not None:
                await self.drop(Begun(provider, reading))
        self.health.answered(provider, watch.seconds)
        return heard

    def _note_failure(self, provider: Provider, reason: Reason) -> None:
        log.warning("speech_provider_failed", provider=provider.name, reason=reason.value)
        self.health.failed(provider, reason)
        self._probe.watch(provider)


def _made_readable(heard: Heard | None) -> Heard | None:
    if heard is None:
        return None
    return Heard(readable(heard.text), heard.language, heard.confidence)


def _nobody(text: str) -> None:
    """Partials are for what is being said now."""


def _at_our_rate(frame: rtc.AudioFrame) -> Samples:
    if frame.sample_rate == SAMPLE_RATE:
        return np.frombuffer(frame.data, np.int16)
    resampler = rtc.AudioResampler(frame.sample_rate, SAMPLE_RATE)
    frames = [*resampler.push(frame), *resampler.flush()]
    return np.frombuffer(rtc.combine_audio_frames(frames).data, np.int16)
