"""One call as the worker hears it, through all its rooms."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from livekit import rtc
from livekit.agents import stt

from warm_transfer.domain.sensitive import MaskKind
from warm_transfer.worker.masked_speaker import MaskedSpeaker
from warm_transfer.worker.reports import FinalSegment
from warm_transfer.worker.room_link import RoomLink
from warm_transfer.worker.transcriber import Partial, Transcriber

TICK_S = 0.25

log = structlog.get_logger(__name__)


class CallSession:
    """One transcriber per speaker, however many rooms the speaker is in.

    While a call moves, it is in two rooms, with one link each. Partials go to both, unless one of
    them is private: what agents say in a consult goes on where the caller is in no way.
    `engine` is None where calls are not transcribed. Personal numbers and addresses of the kinds in
    `mask` are hidden before anybody reads them.
    """

    def __init__(
        self,
        call_id: str,
        started_at: datetime,
        engine: stt.STT[Any] | None,
        report: Callable[[str, FinalSegment], None],
        mask: frozenset[MaskKind] = frozenset(),
    ) -> None:
        self.call_id = call_id
        self._started_at = started_at.timestamp()
        self._engine = engine
        self._report = report
        self._mask = mask
        self._links: list[RoomLink] = []
        self._transcribers: dict[tuple[str, bool], Transcriber] = {}  # by identity and privacy
        self._masked: list[MaskedSpeaker] = []
        self._by_source: dict[str, Transcriber] = {}
        self._ticker = asyncio.create_task(self._tick())

    @property
    def has_rooms(self) -> bool:
        return bool(self._links)

    def unreported_for_s(self, kept_from_s: float | None) -> float:
        """How long ago the oldest words began that are not reported yet; 0 without any.

        `kept_from_s`: when, in the call, the oldest began of those that wait to be reported.
        """
        speaking = (each.speaking_since_s for each in self._transcribers.values())
        masked = (each.kept_from_s for each in self._masked)
        began_s = [began_s for began_s in (kept_from_s, *speaking, *masked) if began_s is not None]
        return max(0.0, self._call_time() - min(began_s)) if began_s else 0.0

    def attach(self, link: RoomLink) -> None:
        self._links.append(link)
        link.listen(self)
        log.info("room_attached", call_id=self.call_id, rooms=len(self._links))

    def detach(self, link: RoomLink) -> None:
        self._links.remove(link)
        log.info("room_detached", call_id=self.call_id, rooms=len(self._links))

    def end_links(self) -> None:
        """Leave the rooms; whoever attached the links detaches them."""
        for link in self._links:
            link.end()

    async def close(self) -> None:
        """Report what was being said, then stop. One speaker's failure is not the others'."""
        for link in self._links:
            link.hearing.end(time.monotonic())
        self._ticker.cancel()
        closing = (each.close() for each in self._transcribers.values())
        for outcome in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(outcome, BaseException):
                error = type(outcome).__name__
                log.error("speaker_not_closed", call_id=self.call_id, error=error)
        for masked in self._masked:
            masked.release()

    def source_added(self, identity: str, source: str, *, private: bool) -> None:
        if self._engine is None:
            return
        if (identity, private) not in self._transcribers:
            self._transcribers[identity, private] = self._transcriber(
                self._engine, identity, private=private
            )
        self._by_source[source] = self._transcribers[identity, private]
        self._by_source[source].sources.add(source)
        log.info("speaker_heard", call_id=self.call_id, identity=identity)

    def source_removed(self, source: str) -> None:
        if (transcriber := self._by_source.pop(source, None)) is not None:
            transcriber.sources.remove(source)

    def heard(self, source: str, frame: rtc.AudioFrame) -> None:
        if (transcriber := self._by_source.get(source)) is not None:
            transcriber.hear(source, frame)

    def _transcriber(self, engine: stt.STT[Any], identity: str, *, private: bool) -> Transcriber:
        on_partial, on_final = self._tell, self._report_final
        if self._mask:
            masked = MaskedSpeaker(
                self._mask,
                call_time=self._call_time,
                on_partial=self._tell,
                on_final=self._report_final,
            )
            self._masked.append(masked)
            on_partial, on_final = masked.partial, masked.final
        return Transcriber(
            identity,
            engine,
            private=private,
            call_time=self._call_time,
            on_partial=on_partial,
            on_final=on_final,
        )

    def _report_final(self, segment: FinalSegment) -> None:
        self._report(self.call_id, segment)

    def _tell(self, partial: Partial) -> None:
        for link in self._links:
            if link.private == partial.private:
                link.send(partial)

    def _call_time(self) -> float:
        return time.time() - self._started_at

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            for transcriber in self._transcribers.values():
                transcriber.tick()
            for masked in self._masked:
                masked.tick()
