"""Speech to text on this machine: faster-whisper.

While somebody speaks, partials tell how it goes. At a short pause the final is read already, so
that it is there when the pause has become the end. Silence never reaches the model.
"""

from __future__ import annotations

import asyncio

import structlog

from warm_transfer.services.stt.agreement import Agreement
from warm_transfer.services.stt.base import Heard, ProviderFailed, Reason, Spoken
from warm_transfer.services.stt.engine import WhisperEngine
from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Samples, Utterance
from warm_transfer.services.stt.work import Job

# Of speech. Two readings have to agree before the first words are told.
FIRST_PARTIAL_AFTER_S = 0.3
PARTIAL_EVERY_S = 0.15  # until something was told
NEXT_PARTIAL_AFTER_S = 0.5
PARTIAL_EVERY_SHARE = 0.1  # of what was said: a long utterance takes longer to read

log = structlog.get_logger(__name__)


class LocalProvider:
    """Every reading shares `engine`, which is closed with it."""

    name = "local"
    timeout_s = None  # under load it takes its time, and is not quicker for being given up

    def __init__(self, engine: WhisperEngine) -> None:
        self._engine = engine

    def begin(self, spoken: Spoken) -> LocalReading:
        return LocalReading(self._engine, spoken)

    async def close(self) -> None:
        await asyncio.to_thread(self._engine.close)


class LocalReading:
    def __init__(self, engine: WhisperEngine, spoken: Spoken) -> None:
        self._engine = engine
        self._spoken = spoken
        self._agreement = Agreement()
        self._heard_s: float | None = None  # since speech was noticed
        self._next_partial_at_s = FIRST_PARTIAL_AFTER_S
        self._told = False
        self._partial: asyncio.Task[None] | None = None
        self._guess: Job[Heard | None] | None = None
        self._over = False

    def hear(self, samples: Samples) -> None:
        if self._heard_s is None:  # with the sound before it
            self._heard_s = 0.0
            return
        self._heard_s += len(samples) / SAMPLE_RATE
        idle = self._partial is None or self._partial.done()
        if idle and self._guess is None and self._heard_s >= self._next_partial_at_s:
            every_s = PARTIAL_EVERY_S
            if self._told:
                every_s = max(NEXT_PARTIAL_AFTER_S, PARTIAL_EVERY_SHARE * self._heard_s)
            self._next_partial_at_s = self._heard_s + every_s
            so_far = self._spoken.look().samples  # now: it may be over when the task begins
            self._partial = asyncio.create_task(self._tell_partial(so_far))

    def pause(self) -> None:
        if self._guess is None:
            self._guess = self._engine.guess(self._spoken.look().samples)
            self._guess.done.add_done_callback(self._tell_guess)

    def resume(self) -> None:
        if self._guess is not None:
            self._engine.drop(self._guess)
            self._guess = None

    async def finish(self, utterance: Utterance) -> Heard | None:
        self._over = True
        try:
            if self._guess is None:
                return await self._engine.final(utterance.samples)
            self._engine.hurry(self._guess)
            return await self._guess.done
        except Exception as e:  # whatever a model raises
            log.error("speech_model_failed", error=type(e).__name__)
            raise ProviderFailed(Reason.BROKEN) from e

    async def drop(self) -> None:
        self._over = True
        self.resume()
        if self._partial is not None:
            self._partial.cancel()
            await asyncio.wait([self._partial])

    async def _tell_partial(self, so_far: Samples) -> None:
        try:
            text = await self._engine.partial(so_far, self._spoken.language)
        except Exception as e:  # the final will tell whether it is for good
            log.warning("partial_failed", error=type(e).__name__)
            return
        if text and not self._over and (agreed := self._agreement.add(text)):
            self._told = True
            self._spoken.tell(agreed)

    def _tell_guess(self, done: asyncio.Future[Heard | None]) -> None:
        """It is the best partial there can be. Of one that was dropped nothing is told."""
        if self._over or done.cancelled() or done.exception() is not None:
            return
        if heard := done.result():
            self._told = True
            self._agreement.add(heard.text)
            self._spoken.tell(heard.text)
