"""The calls this worker is in. A call's rooms meet here in one session."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from livekit import rtc
from livekit.agents import stt

from warm_transfer.domain.sensitive import MaskKind
from warm_transfer.services.livekit.rooms import RoomMetadata
from warm_transfer.services.livekit.tokens import LiveKitTokens
from warm_transfer.worker.attendance import Attendance
from warm_transfer.worker.call_session import CallSession
from warm_transfer.worker.hold_music import HoldMusic, Music
from warm_transfer.worker.reports import FinalSegment
from warm_transfer.worker.room_link import RoomLink

LINGER_S = 5.0  # a call without a room may get one again: LiveKit was restarted, say

log = structlog.get_logger(__name__)


class CallRegistry:
    """Process-wide; everything runs in one event loop."""

    def __init__(
        self,
        engine: stt.STT[Any] | None,
        report: Callable[[str, FinalSegment], None],
        attendance: Attendance,
        tokens: LiveKitTokens,
        *,
        mask: frozenset[MaskKind] = frozenset(),
        linger_s: float = LINGER_S,
    ) -> None:
        self._engine = engine
        self._report = report
        self._tokens = tokens
        self._mask = mask
        self._music = Music()
        self._attendance = attendance
        self._linger_s = linger_s
        self._sessions: dict[str, CallSession] = {}
        self._lingering: set[asyncio.Task[None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._sessions)

    async def attend(self, url: str, token: str) -> None:
        """Sit in a room until it ends or the worker does."""
        link = RoomLink()
        try:
            metadata = await link.connect(url, token, subscribe=self._engine is not None)
            if not self._closed:
                async with self._hold_music(url, link):
                    await self._sit(link, metadata)
        except rtc.ConnectError as e:
            log.error("room_not_entered", error=str(e))
        except ValueError:
            log.error("room_of_a_stranger", room=link.name)
        finally:
            await link.close()

    async def close(self) -> None:
        """Leave every room; what was being said is reported first."""
        self._closed = True
        for task in self._lingering:
            task.cancel()
        await asyncio.gather(*(session.close() for session in self._sessions.values()))
        for session in self._sessions.values():
            session.end_links()
        self._sessions.clear()

    @asynccontextmanager
    async def _hold_music(self, url: str, link: RoomLink) -> AsyncIterator[None]:
        hold = HoldMusic(url, link.name, self._tokens, self._music, link.callers)
        link.follow_orders(lambda orders: hold.set_playing(orders.music))
        try:
            yield
        finally:
            await hold.close()

    async def _sit(self, link: RoomLink, metadata: RoomMetadata) -> None:
        session = self._session(metadata)
        session.attach(link)
        if self._engine is not None:
            self._attendance.add(session, link)
        try:
            await link.wait_ended()
        finally:
            session.detach(link)
            if not self._closed:
                task = asyncio.create_task(self._close_if_left(session))
                self._lingering.add(task)
                task.add_done_callback(self._lingering.discard)

    def _session(self, metadata: RoomMetadata) -> CallSession:
        if metadata.call_id not in self._sessions:
            self._sessions[metadata.call_id] = CallSession(
                metadata.call_id, metadata.started_at, self._engine, self._report, self._mask
            )
        return self._sessions[metadata.call_id]

    async def _close_if_left(self, session: CallSession) -> None:
        await asyncio.sleep(self._linger_s)
        if not session.has_rooms and self._sessions.get(session.call_id) is session:
            del self._sessions[session.call_id]
            await session.close()
