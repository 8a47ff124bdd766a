"""Several writers in order: when one fails or is left alone, the next one writes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import structlog

from warm_transfer.domain.briefing import Briefing
from warm_transfer.services.briefing.base import BriefingMaterial, BriefingWriter
from warm_transfer.services.briefing.breaker import Breaker
from warm_transfer.services.briefing.failures import NobodyWrote, WriterFailed, WriterRefused
from warm_transfer.services.briefing.metering import Meter

log = structlog.get_logger(__name__)


@runtime_checkable
class _Closes(Protocol):
    async def close(self) -> None: ...


class FailoverWriter:
    """Each has a breaker: one that fails again and again is left alone for a while."""

    def __init__(
        self,
        writers: Sequence[BriefingWriter],
        *,
        meter: Meter,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._writers = tuple(writers)
        self._meter = meter
        self._clock = clock
        self._breakers = {writer.source: Breaker() for writer in self._writers}

    @property
    def source(self) -> str:
        return "+".join(writer.source for writer in self._writers)

    async def write(self, material: BriefingMaterial) -> Briefing:
        """Raises NobodyWrote; its `retry_after_s` is when the first of them may be asked again."""
        for writer in self._writers:
            breaker = self._breakers[writer.source]
            if not breaker.allows(self._clock()):
                self._meter.request(writer.source, "left_alone", 0.0)
                continue
            self._set(writer, breaker.started())
            try:
                briefing = await writer.write(material)
            except WriterFailed as e:
                self._note(writer, e)
            except asyncio.CancelledError:
                self._set(writer, self._breakers[writer.source].given_up())
                raise
            except Exception as e:  # a bug of one writer does not keep the others from writing
                # Its message may hold what was said.
                log.error("briefing_writer_broke", writer=writer.source, error=type(e).__name__)
                self._note(writer, WriterFailed(type(e).__name__))
            else:
                self._set(writer, self._breakers[writer.source].written())
                return briefing
        raise NobodyWrote("No writer has written a briefing.", retry_after_s=self._wait_s())

    async def close(self) -> None:
        for writer in self._writers:
            if isinstance(writer, _Closes):
                await writer.close()

    def _note(self, writer: BriefingWriter, failure: WriterFailed) -> None:
        log.warning("briefing_writer_failed", writer=writer.source, code=failure.code)
        breaker = self._breakers[writer.source]
        if isinstance(failure, WriterRefused):  # of this call; others it may well write
            self._set(writer, breaker.given_up())
            return
        self._set(
            writer,
            breaker.failed(
                self._clock(),
                retryable=failure.retryable,
                retry_after_s=failure.retry_after_s,
            ),
        )

    def _set(self, writer: BriefingWriter, breaker: Breaker) -> None:
        if breaker.is_open != self._breakers[writer.source].is_open:
            self._meter.breaker(writer.source, is_open=breaker.is_open)
            log.info("briefing_breaker", writer=writer.source, open=breaker.is_open)
        self._breakers[writer.source] = breaker

    def _wait_s(self) -> float:
        now_s = self._clock()
        waits = [(breaker.open_until_s or now_s) - now_s for breaker in self._breakers.values()]
        return max(0.0, min(waits, default=0.0))
