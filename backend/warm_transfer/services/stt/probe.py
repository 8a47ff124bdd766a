"""Looks in the background whether a provider that failed works again."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import numpy as np
import structlog

from warm_transfer.services.stt.base import Heard, Provider, ProviderFailed, Reason, Spoken
from warm_transfer.services.stt.health import Health
from warm_transfer.services.stt.hosted import failure
from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Utterance

FIRST_AFTER_S = 2.0
LAST_AFTER_S = 60.0  # services bill a request like ten seconds of speech
PROBE_S = 1.0

log = structlog.get_logger(__name__)


class Probe:
    """A provider is asked to read a second of a quiet room, less and less often."""

    def __init__(self, health: Health, *, first_after_s: float = FIRST_AFTER_S) -> None:
        self._health = health
        self._first_after_s = first_after_s
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def watch(self, provider: Provider) -> None:
        """Until it works, by a probe or because somebody's speech was read meanwhile."""
        task = self._tasks.get(provider.name)
        if task is None or task.done():
            self._tasks[provider.name] = asyncio.create_task(self._watch(provider))

    async def close(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _watch(self, provider: Provider) -> None:
        after_s = self._first_after_s
        while not self._health.works(provider):
            await asyncio.sleep(after_s)
            after_s = min(2 * after_s, LAST_AFTER_S)
            try:
                await read_once(provider, _quiet_room())
            except ProviderFailed as e:
                self._health.still_fails(provider, e.reason)
            else:
                self._health.recovered(provider)
        log.info("speech_provider_recovered", provider=provider.name)


async def read_once(provider: Provider, utterance: Utterance) -> Heard | None:
    """What one provider hears, without another one. Raises ProviderFailed."""
    try:
        async with asyncio.timeout(provider.timeout_s):
            reading = provider.begin(Spoken(look=lambda: utterance, tell=_nobody, language=None))
            try:
                reading.hear(utterance.samples)
                return await reading.finish(utterance)
            finally:
                with suppress(Exception):  # what it leaves behind does not matter here
                    await reading.drop()
    except TimeoutError as e:
        raise ProviderFailed(Reason.NO_ANSWER) from e
    except Exception as e:
        raise failure(e) from e


def _quiet_room() -> Utterance:
    noise = np.random.default_rng().normal(0, 8, round(SAMPLE_RATE * PROBE_S))
    return Utterance(samples=noise.astype(np.int16), start_s=0.0, end_s=PROBE_S)


def _nobody(text: str) -> None:
    """Nothing was said."""
